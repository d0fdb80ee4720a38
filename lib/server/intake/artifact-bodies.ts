/** The artifacts in the body of one request: one, or several in multipart; packed or not. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AppError } from "#lib/errors.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { BodyWords } from "#lib/server/publish/receive-body.ts";

/** 64 MB as it is sent, 512 MB unpacked. */
export const MAX_SENT = 64 * 1024 * 1024;
export const MAX_UNPACKED = 512 * 1024 * 1024;
const MOST_PARTS = 20;

export const INTAKE_WORDS: BodyWords = {
  tooLarge: "The body of this request is too large: at most 64 MB as it is sent, and 512 MB unpacked.",
  ended: "The body of this request ended in the middle. Nothing was taken in.",
};

export interface ArtifactBody {
  /** What a problem calls it: `body`, or the part's name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const JSON_TYPES = /^(?:application\/(?:[\w.-]+\+)?json|text\/json|application\/octet-stream|text\/plain)$/;
const GZIP_TYPES = ["application/gzip", "application/x-gzip"];

interface Form {
  readonly type: string;
  /** With its parameters. */
  readonly whole: string;
  readonly isPacked: boolean;
}

/** Before the body is read. @throws AppError TS-API-011 for a form that is not taken */
export function bodyFormOf({ header }: Pick<Exchange, "header">): Form {
  const whole = header("content-type") ?? "application/json";
  const type = whole.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const encoding = (header("content-encoding") ?? "identity").trim().toLowerCase();
  const isKnown = JSON_TYPES.test(type) || GZIP_TYPES.includes(type) || type === "multipart/form-data";
  if (!isKnown || !["identity", "gzip", "x-gzip", ""].includes(encoding))
    throw new AppError(
      "TS-API-011",
      "Results are sent as application/json, which may have Content-Encoding: gzip, or as multipart/form-data with a file in each part.",
      { headers: { Accept: "application/json, application/gzip, multipart/form-data" } },
    );
  return { type, whole, isPacked: encoding.endsWith("gzip") || GZIP_TYPES.includes(type) };
}

/** @throws AppError TS-API-008 for too much, TS-API-001 for what is damaged */
export async function artifactBodies(body: Uint8Array<ArrayBuffer>, { type, whole, isPacked }: Form): Promise<readonly ArtifactBody[]> {
  const bytes = isPacked ? await unzip(body, MAX_UNPACKED) : body;
  if (type !== "multipart/form-data") return [{ name: "body", bytes: await unpacked(bytes, isPacked, MAX_UNPACKED) }];
  const parts = await partsOf(bytes, whole);
  if (parts.length > MOST_PARTS)
    throw new AppError("TS-API-003", `There are ${parts.length} parts: send at most ${MOST_PARTS} artifacts at once.`);
  const bodies: ArtifactBody[] = [];
  let left = MAX_UNPACKED;
  for (const [name, part] of parts) {
    const own = await unpacked(part, false, left);
    left -= own.length;
    bodies.push({ name: name.replace(/[^\w.-]/g, "_").slice(0, 60), bytes: own });
  }
  return bodies;
}

/** Some clients pack a body and forget to say so. */
async function unpacked(bytes: Uint8Array, isUnpacked: boolean, max: number): Promise<Uint8Array> {
  return !isUnpacked && bytes[0] === 0x1f && bytes[1] === 0x8b ? unzip(bytes, max) : bytes;
}

const inflate = promisify<Uint8Array, { readonly maxOutputLength: number }, Buffer>(gunzip);

async function unzip(bytes: Uint8Array, max: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const buffer = await inflate(bytes, { maxOutputLength: Math.max(1, max) });
    return new Uint8Array(buffer.buffer instanceof ArrayBuffer ? buffer.buffer : new ArrayBuffer(0), buffer.byteOffset, buffer.length);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE")
      throw new AppError("TS-API-008", INTAKE_WORDS.tooLarge, { cause: error });
    throw new AppError("TS-API-001", "The body of this request says that it is packed with gzip, and cannot be unpacked.", {
      cause: error,
    });
  }
}

async function partsOf(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<readonly (readonly [string, Uint8Array])[]> {
  try {
    const form = await new Response(body, { headers: { "content-type": contentType } }).formData();
    const parts: (readonly [string, Uint8Array])[] = [];
    for (const [name, value] of form)
      parts.push(
        typeof value === "string"
          ? [name, Buffer.from(value)]
          : [value.name === "" || value.name === "blob" ? name : value.name, new Uint8Array(await value.arrayBuffer())],
      );
    if (parts.length > 0) return parts;
  } catch (error) {
    throw new AppError("TS-API-001", "The body of this request is no multipart/form-data that can be read.", { cause: error });
  }
  throw new AppError("TS-API-001", "The body of this request has no part.");
}
