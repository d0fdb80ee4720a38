import { isUtf8 } from "node:buffer";
import { Readable, Transform } from "node:stream";
import { createGunzip, gunzipSync } from "node:zlib";
import { createTarDecoder, type ParsedTarEntry } from "modern-tar";
import { pushBodySchema } from "#lib/api/schemas/push.ts";
import { MAX_FILE_BYTES, NOT_UTF8, TOO_LARGE } from "#lib/catalog/catalog-file.ts";
import { checkPath, PushedCatalog, refused } from "#lib/catalog/pushed-catalog.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { formatPlural } from "#lib/format.ts";
import { hasMoreParts } from "#lib/server/publish/json-parts.ts";
import { KnownTexts } from "#lib/server/publish/known-texts.ts";
import type { PushJob, Said } from "#lib/server/publish/protocol.ts";

/** 512 MB: the most that a body may be when it is unpacked. */
const MAX_UNPACKED = 512 * 1024 * 1024;

/** 200,000 files, as many that are only named, and 10,000 of four keys that could not be read: more is no push. */
const MAX_PARTS = 500_000;

/** Of more unknown texts than this, sending all is less work than naming them. */
const MOST_NAMED = 2_000;

export interface Unpacked {
  readonly folder: CatalogFolder;
  readonly said: Said;
}

/**
 * The catalog in a body. Unpacking stops at the limit, whatever the body would become.
 * @param known what a body may name without sending it; afterwards, the texts of this catalog
 * @throws AppError TS-PUSH-003 or TS-API-003 for what is no catalog, TS-API-008 for too much, TS-PUSH-005 for texts that are not known
 */
export async function unpackBody(
  { body, form, said }: Pick<PushJob, "body" | "form" | "said">,
  known = new KnownTexts(),
  max = MAX_UNPACKED,
): Promise<Unpacked> {
  const unpacked =
    form === "tar in gzip" ? { folder: await untar(body, max), said } : fromJson(form === "json" ? body : unzip(body, max), said, known);
  known.remember(unpacked.folder);
  return unpacked;
}

function fromJson(bytes: Uint8Array, said: Said, known: KnownTexts): Unpacked {
  const result = pushBodySchema.safeParse(parseJson(bytes));
  if (!result.success) {
    const details = result.error.issues.map(({ path, message }) => ({ path: ["body", ...path].join("."), message }));
    const shown = details.slice(0, 20);
    throw new AppError("TS-API-003", `The body does not fit: ${shown.map(({ path, message }) => `${path} ${message}`).join("; ")}.`, {
      details: shown,
    });
  }
  const { files, same = {}, unreadable = [], ...inBody } = result.data;
  const whole = isUtf8(bytes);
  const catalog = new PushedCatalog();
  for (const [path, text] of Object.entries(files)) {
    if (!catalog.takes(path)) continue;
    // Somewhere in the body are bytes that are no UTF-8; they have become U+FFFD in the text that they are in.
    if (!whole && text.includes("\uFFFD")) catalog.refuse(path, NOT_UTF8);
    else catalog.add(path, text);
  }
  takeKnown(same, known, catalog);
  for (const { path, ...why } of unreadable) {
    if (path.endsWith("/")) {
      checkPath(path.slice(0, -1));
      catalog.refuse(path, why);
    } else if (catalog.takes(path)) catalog.refuse(path, why);
  }
  return { folder: catalog.folder(), said: { ...said, ...inBody } };
}

function takeKnown(same: Readonly<Record<string, string>>, known: KnownTexts, catalog: PushedCatalog): void {
  const missing: string[] = [];
  for (const [path, digest] of Object.entries(same)) {
    if (!catalog.takes(path)) continue;
    const text = known.find(digest);
    if (text === undefined) missing.push(path);
    else catalog.add(path, text);
  }
  if (missing.length === 0) return;
  const named = missing.length > MOST_NAMED ? [] : missing;
  throw new AppError(
    "TS-PUSH-005",
    `${formatPlural(missing.length, "file")} of this push came without text, and this server does not have it. Send ${named.length === 0 ? "all texts" : "them"}.`,
    { details: named.map((path) => ({ path: `files.${path}`, message: "its text is not known" })) },
  );
}

function parseJson(bytes: Uint8Array): unknown {
  if (hasMoreParts(bytes, MAX_PARTS))
    throw new AppError("TS-API-008", "The body of this request is too large: it has more keys and items than 200,000 files need.");
  let text: string;
  try {
    text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  } catch (error) {
    // Longer than a string can be.
    throw tooMuch(error);
  }
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch (error) {
    throw new AppError("TS-API-001", "The body of this request is not valid JSON.", { cause: error });
  }
}

function unzip(body: Uint8Array, max: number): Uint8Array {
  try {
    return gunzipSync(body, { maxOutputLength: max });
  } catch (error) {
    throw isCode(error, "ERR_BUFFER_TOO_LARGE") ? tooMuch(error) : damaged(error);
  }
}

async function untar(body: Uint8Array, max: number): Promise<CatalogFolder> {
  const catalog = new PushedCatalog();
  let size = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      done(size > max ? tooMuch() : null, chunk);
    },
  });
  const gunzip = createGunzip();
  gunzip.on("error", (error) => counted.destroy(damaged(error)));
  counted.on("error", () => gunzip.destroy());
  try {
    const bytes = Readable.toWeb(Readable.from(slices(body)).pipe(gunzip).pipe(counted)) as ReadableStream<Uint8Array<ArrayBuffer>>;
    for await (const entry of bytes.pipeThrough(createTarDecoder({ strict: true }))) await take(entry, catalog);
  } catch (error) {
    throw isAppError(error) ? error : damaged(error);
  }
  return catalog.folder();
}

const SLICE = 65_536;

function* slices(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += SLICE) yield body.subarray(at, at + SLICE);
}

async function take({ header, body }: ParsedTarEntry, catalog: PushedCatalog): Promise<void> {
  const path = header.name.replace(/^(?:\.\/)+/, "");
  const kind = header.type ?? "file";
  if (kind === "directory" || kind.startsWith("pax-") || !catalog.takes(path)) return drain(body);
  if (kind !== "file") throw refused(path, `is a ${kind}; an archive of a catalog holds files only (tar --dereference --hard-dereference)`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= MAX_FILE_BYTES) chunks.push(chunk);
  }
  if (size > MAX_FILE_BYTES) catalog.refuse(path, TOO_LARGE);
  else catalog.add(path, Buffer.concat(chunks));
}

async function drain(body: ReadableStream<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

const isCode = (error: unknown, code: string) => error instanceof Error && "code" in error && error.code === code;

function tooMuch(cause?: unknown): AppError {
  return new AppError("TS-API-008", "The body of this request is too large: at most 64 MB as it is sent, and 512 MB unpacked.", { cause });
}

function damaged(cause: unknown): AppError {
  return new AppError(
    "TS-PUSH-003",
    "The archive cannot be read: it is damaged, cut short, or not what its Content-Type says. Nothing was published.",
    { cause },
  );
}
