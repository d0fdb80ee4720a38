/**
 * Cursors: where a page ended, encrypted so that nobody reads or makes one. A cursor holds values, even of columns that were not
 * selected, and is bound to the dataset, to the reader's scope and to the query; in another place it does not open.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { z } from "zod";
import type { CellText } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** A URL longer than about 16 kB is refused by many servers; the rest of the query needs room too. */
export const MAX_CURSOR_LENGTH = 8_000;

export interface CursorContext {
  readonly datasetId: string;
  readonly scopeKey: string;
  /** Canonical text of everything in the query that decides which rows come in which order. */
  readonly query: string;
}

export interface Place {
  /** Version of the data that the page was read from. Another one is fine: places stay valid while rows come and go. */
  readonly version: string;
  readonly after: readonly CellText[];
}

const placeSchema = z.object({ v: z.string().max(128), a: z.array(z.string().nullable()).max(200) });

/** `secret` is the deployment's. Throws `TS-API-003` when the place is too long to travel in a URL. */
export function writeCursor(place: Place, context: CursorContext, secret: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(secret), nonce).setAAD(contextBytes(context));
  const text = JSON.stringify({ v: place.version, a: place.after });
  const parts = [Buffer.of(FORMAT), nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()];
  const cursor = Buffer.concat(parts).toString("base64url");
  if (cursor.length <= MAX_CURSOR_LENGTH) return cursor;
  throw new AppError("TS-API-003", "The values that these rows are ordered by are too long to go on from. Order by another column.", {
    details: [{ path: "query.order", message: "values too long for a cursor" }],
  });
}

/** Throws `TS-API-005` for anything that `writeCursor` did not make for this context. */
export function readCursor(cursor: string, context: CursorContext, secret: string): Place {
  const bytes = cursor.length <= MAX_CURSOR_LENGTH && /^[\w-]+$/.test(cursor) ? Buffer.from(cursor, "base64url") : Buffer.alloc(0);
  if (bytes.length <= 1 + NONCE_BYTES + TAG_BYTES || bytes[0] !== FORMAT) throw badCursor();
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(secret), bytes.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(contextBytes(context)).setAuthTag(bytes.subarray(-TAG_BYTES));
    const text = Buffer.concat([decipher.update(bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
    const { v, a } = placeSchema.parse(JSON.parse(text));
    return { version: v, after: a };
  } catch (error) {
    throw badCursor(error);
  }
}

function badCursor(cause?: unknown): AppError {
  return new AppError("TS-API-005", "This cursor was not made for this query. Start again without a cursor.", {
    cause,
    details: [{ path: "query.cursor", message: "does not belong to this query" }],
  });
}

function contextBytes({ datasetId, scopeKey, query }: CursorContext): Buffer {
  return Buffer.from(JSON.stringify([FORMAT, datasetId, scopeKey, query]), "utf8");
}

function keyOf(secret: string): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, "", "touchstone cursor", 32));
}
