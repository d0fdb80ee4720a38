import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const OURS = /^part-\d\d\.(parquet|csv)$/;
const TEMPORARY = /\.tmp$/;

/** Bytes on disk first, the name last: whoever opens the name sees a whole file, before and after. */
function settle(temporary: string, path: string): void {
  const file = openSync(temporary, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/** Writes a small file in one step. */
export function writeWhole(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, text, { mode: 0o644 });
  settle(temporary, path);
}

/**
 * Has `write` make a file under a temporary name and gives it its own name when it is complete. A file of that name is replaced in
 * the same step; readers that have the old one open keep it.
 * @returns the size in bytes
 */
export async function writePart(path: string, write: (temporary: string) => Promise<unknown>): Promise<number> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await write(temporary);
    settle(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  return statSync(path).size;
}

/** Makes the folder of a dataset and removes what a killed run or another version left in it. Only files of our naming are touched. */
export function tidyFolder(folder: string, expected: ReadonlySet<string>): void {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  for (const name of readdirSync(folder)) {
    if (TEMPORARY.test(name) || (OURS.test(name) && !expected.has(name))) rmSync(join(folder, name), { force: true });
  }
}

/** Size in bytes; `null` when there is no such file. */
export function sizeOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}
