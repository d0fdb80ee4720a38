/** For the canary test: everything that can be read out of an answer, in whatever it is packed. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, inflateRawSync, zstdDecompressSync } from "node:zlib";
import { fileRelation } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { CANARIES, type Canary } from "#lib/server/canary/catalog.ts";

export interface Heard {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: NodeJS.Dict<string>;
  readonly bytes: Buffer;
}

type Reading = Pick<Engine, "describe" | "page">;

export async function canariesIn(heard: Heard, engine: Reading): Promise<readonly Canary[]> {
  const texts = [JSON.stringify([heard.headers, heard.trailers]), ...(await textsIn(heard.bytes, engine))];
  return (Object.keys(CANARIES) as Canary[]).filter((canary) => texts.some((text) => CANARIES[canary].test(text)));
}

/** The bytes as text, and as text again whatever is packed in them. */
async function textsIn(bytes: Buffer, engine: Reading): Promise<readonly string[]> {
  const packed = await Promise.all(unpack(bytes).map((part) => textsIn(part, engine)));
  return [bytes.toString("utf8"), ...packed.flat(), ...(await parquetText(bytes, engine))];
}

const starts = (bytes: Buffer, ...magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte);

function unpack(bytes: Buffer): readonly Buffer[] {
  if (starts(bytes, 0x1f, 0x8b)) return [gunzipSync(bytes)];
  if (starts(bytes, 0x28, 0xb5, 0x2f, 0xfd)) return [zstdDecompressSync(bytes)];
  return starts(bytes, 0x50, 0x4b, 0x03, 0x04) ? zipEntries(bytes) : [];
}

/** The packed parts of a zip file; what is stored as it is stands in the file's own bytes. */
function zipEntries(bytes: Buffer): readonly Buffer[] {
  const entries: Buffer[] = [];
  for (let at = bytes.indexOf(ENTRY, 0, "latin1"); at >= 0; at = bytes.indexOf(ENTRY, at + 4, "latin1")) {
    const from = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    // Whatever follows the end of the packed bytes is left alone, so that their length need not be known.
    if (bytes.readUInt16LE(at + 8) === 8) entries.push(inflateRawSync(bytes.subarray(from)));
  }
  if (entries.length === 0) throw new Error("a zip file without packed parts cannot be looked into");
  return entries;
}

const ENTRY = "PK\x03\x04";

async function parquetText(bytes: Buffer, engine: Reading): Promise<readonly string[]> {
  if (bytes.subarray(0, 4).toString("latin1") !== "PAR1") return [];
  const folder = mkdtempSync(join(tmpdir(), "touchstone-canary-"));
  try {
    const path = join(folder, "answer.parquet");
    writeFileSync(path, bytes);
    const relation = fileRelation("parquet", [path]);
    const limits = { timeoutMs: 20_000, signal: new AbortController().signal };
    const columns = (await engine.describe(relation, limits)).map(({ name }) => ({ name, mask: null }));
    const { rows } = await engine.page(
      { relation, columns, order: [], filter: null, masks: {}, rows: null, after: null, limit: 10_000 },
      limits,
    );
    return [JSON.stringify([columns, rows])];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
