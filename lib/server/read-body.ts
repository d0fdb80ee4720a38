import type { z } from "zod";
import { AppError } from "#lib/errors.ts";

const MAX_BODY = 1_000_000;

const FORM = "application/x-www-form-urlencoded";

/** As `readJsonBody`; also the fields of a form, where the route takes one. */
export async function readBody<T extends z.ZodType>(
  request: Request,
  schema: T,
  otherBodies: readonly string[] = [],
): Promise<z.output<T>> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (!otherBodies.includes(FORM) || type.trim().toLowerCase() !== FORM) return await readJsonBody(request, schema);
  return fitting(Object.fromEntries(new URLSearchParams(await readText(request))), schema);
}

/**
 * A JSON body of at most 1 MB that fits the schema.
 * @throws AppError TS-API-008 when it is longer, TS-API-001 when it is no JSON, TS-API-003 with each place that does not fit
 */
async function readJsonBody<T extends z.ZodType>(request: Request, schema: T): Promise<z.output<T>> {
  let value: unknown;
  const text = await readText(request);
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError("TS-API-001", "The body of this request is not valid JSON.", { cause: error });
  }
  return fitting(value, schema);
}

function fitting<T extends z.ZodType>(value: unknown, schema: T): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ path: ["body", ...path].join("."), message }));
  throw new AppError("TS-API-003", `The body does not fit: ${details.map(({ path, message }) => `${path} ${message}`).join("; ")}.`, {
    details,
  });
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > MAX_BODY) throw new AppError("TS-API-008", "The body of this request is too large: at most 1 MB.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
