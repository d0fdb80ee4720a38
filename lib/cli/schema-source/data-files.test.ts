import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CSV, PARQUET } from "#lib/cli/import-files.ts";
import { findFiles } from "#lib/cli/schema-source/data-files.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "touchstone-files-"));
  writeFileSync(join(dir, "notes.txt"), "");
});
afterAll(() => rmSync(dir, { recursive: true }));

describe("data files that are not there", () => {
  it.each([
    [CSV, ".", "The folder . has no such files (.csv, .csv.gz, .tsv, .tsv.gz)."],
    [PARQUET, ".", "The folder . has no such files (.parquet)."],
    [CSV, "notes.txt", "notes.txt does not end as such files do (.csv, .csv.gz, .tsv, .tsv.gz). Rename it first."],
  ])("are named by their endings, in words: %s in %s", async (endings, argument, said) => {
    await expect(findFiles(argument, dir, endings)).rejects.toThrow(said);
  });
});
