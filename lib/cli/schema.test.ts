import { globSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { catalogSchemaText } from "#lib/contract/schema/schema-text.ts";

const ROOT = resolve(import.meta.dirname, "../..");
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-schema-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("touchstone schema", () => {
  it("prints the schema, and writes the same bytes to a file in a new folder", async () => {
    const printed = await runCli(["schema"], { cwd: dir });
    expect(printed).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(printed.out)).toMatchObject({ $schema: "http://json-schema.org/draft-07/schema#" });
    expect(await runCli(["schema", "--out", "a/b.json"], { cwd: dir })).toEqual({ code: 0, out: "", err: "Wrote a/b.json." });
    expect(await readFile(join(dir, "a/b.json"), "utf8")).toBe(`${printed.out}\n`);
  });

  it("replaces what is there, and says so when it cannot", async () => {
    await writeFile(join(dir, "old.json"), "{}");
    expect((await runCli(["schema", "--out", "old.json"], { cwd: dir })).code).toBe(0);
    expect(await readFile(join(dir, "old.json"), "utf8")).toBe(catalogSchemaText());
    const { code, err } = await runCli(["schema", "--out", "old.json/below.json"], { cwd: dir });
    expect(code).toBe(2);
    expect(err).not.toContain("TS-CLI-001");
    expect((await runCli(["schema", "--out="], { cwd: dir })).code).toBe(2);
  });
});

describe("the sample catalog", () => {
  const files = globSync("catalog/**/*.{yaml,yml}", { cwd: ROOT });

  it.each(files)("%s tells editors where its schema is", (file) => {
    const [first = ""] = readFileSync(join(ROOT, file), "utf8").split("\n");
    const target = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? "";
    expect(resolve(ROOT, dirname(file), target)).toBe(join(ROOT, "catalog/schema/v1/catalog.json"));
  });

  it("has the schema of this version beside it; if not: touchstone schema --out catalog/schema/v1/catalog.json", () => {
    expect(readFileSync(join(ROOT, "catalog/schema/v1/catalog.json"), "utf8")).toBe(catalogSchemaText());
  });
});
