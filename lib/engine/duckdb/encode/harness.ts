/** For tests: a SELECT as the bytes of a file, from an engine in this process. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { SaxesParser } from "saxes";
import type { CopySource } from "#lib/engine/duckdb/encode/copy-select.ts";
import { copySelect } from "#lib/engine/duckdb/encode/copy-select.ts";
import type { CopyFormat, CopyResult } from "#lib/engine/engine.ts";

export interface EncodeHarness {
  readonly connection: DuckDBConnection;
  readonly folder: string;
  readonly sourceOf: (select: string) => Promise<CopySource>;
  /** `expected`: what was told before the first byte. */
  readonly copy: (select: string, format: CopyFormat) => Promise<CopyResult & { readonly bytes: Buffer; readonly expected: number | null }>;
  readonly close: () => void;
}

export async function openEncodeHarness(): Promise<EncodeHarness> {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-encode-"));
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", temp_directory: folder, memory_limit: "512MB" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  const sourceOf = async (select: string): Promise<CopySource> => {
    const statement = await connection.prepare(select);
    const columns = Array.from({ length: statement.columnCount }, (_, index) => ({
      name: statement.columnName(index),
      type: statement.columnType(index),
    }));
    statement.destroySync();
    return { connection, columns, send: async (head, foot) => await connection.run(`${head}${select}${foot}`) };
  };
  return {
    connection,
    folder,
    sourceOf,
    copy: async (select, format) => {
      const path = join(folder, "out");
      let expected: number | null = null;
      const expects = (rows: number) => {
        expected = rows;
      };
      const result = await copySelect(await sourceOf(select), format, { path, signal: new AbortController().signal, expects });
      return { ...result, bytes: readFileSync(path), expected };
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The entries of a ZIP file by name, read by its directory. */
export function readZip(bytes: Buffer): ReadonlyMap<string, string> {
  const end = bytes.lastIndexOf(Buffer.from("PK\u0005\u0006"));
  const entries = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size, nameLength] = [bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)];
    const local = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + nameLength);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = inflateRawSync(bytes.subarray(from, from + packed));
    if (content.length !== size) throw new Error(`${name} has ${content.length} bytes and says ${size}`);
    entries.set(name, content.toString());
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

export interface SheetCell {
  readonly type: string;
  readonly style: string;
  readonly text: string;
}

/** The rows of a worksheet, by a strict XML parser. */
export function readSheet(xml: string): SheetCell[][] {
  const rows: SheetCell[][] = [];
  let cell = { type: "", style: "", text: "" };
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "row") rows.push([]);
    if (name === "c") cell = { type: String(attributes["t"] ?? "n"), style: String(attributes["s"] ?? ""), text: "" };
  });
  parser.on("text", (text) => {
    cell.text += text;
  });
  parser.on("closetag", ({ name }) => {
    if (name === "c") rows.at(-1)?.push(cell);
  });
  parser.write(xml).close();
  return rows;
}

/** Whether the machine's Python has a module, for checks by other people's readers. */
export function hasPython(module: string): boolean {
  try {
    execFileSync("python3", ["-c", `import ${module}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export function runPython(script: string, ...args: readonly string[]): unknown {
  return JSON.parse(execFileSync("python3", ["-c", script, ...args], { encoding: "utf8", maxBuffer: 1 << 26 }));
}
