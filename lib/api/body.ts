import type { z } from "zod";
import { findNearest } from "#lib/contract/nearest.ts";
import { AppError, type ErrorDetail } from "#lib/errors.ts";

/**
 * A JSON body as the route declares it. Strict: an unknown key is refused by name, with the nearest that there is.
 * @throws AppError TS-API-001 for what is no JSON, TS-API-004 for unknown keys, TS-API-003 for bad values
 */
export function parseBody<T extends z.ZodObject>(schema: T, text: string): z.output<T> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError("TS-API-001", "The body of this request is not valid JSON.", { cause: error });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const unknown = issues.flatMap((issue) => (issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : []));
  if (unknown.length > 0) throw unknownKeys(unknown, Object.keys(schema.shape));
  const details = issues.map(({ path, message }) => ({ path: ["body", ...path].join("."), message })).slice(0, MAX_DETAILS);
  throw new AppError("TS-API-003", `${details.map(sentenceOf).join("; ")}.`, { details });
}

const MAX_DETAILS = 10;
const sentenceOf = ({ path, message }: ErrorDetail) =>
  path === "body" ? `The body ${message}` : `${path.replace("body.", "")} ${message}`;

function unknownKeys(unknown: readonly string[], known: readonly string[]): AppError {
  const some = unknown.slice(0, MAX_DETAILS).map((key) => (key.length > 60 ? `${key.slice(0, 60)}…` : key));
  const sentences = some.map((key) => {
    const nearest = findNearest(key, known);
    return `'${key}' is not a key of this body${nearest === null ? "" : `; did you mean '${nearest}'?`}`;
  });
  const hint = sentences.every((sentence) => sentence.endsWith("?")) ? "" : `. It takes ${known.join(", ")}.`;
  return new AppError("TS-API-004", sentences.join("; ") + hint, {
    details: some.map((key) => ({ path: `body.${key}`, message: "unknown" })),
  });
}
