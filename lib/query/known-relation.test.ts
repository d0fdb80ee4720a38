import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { knownRelation } from "#lib/query/known-relation.ts";
import { type ResolvedRelation, resolveRelation } from "#lib/query/source-files.ts";
import { contractOf, positionOf } from "#lib/store/fixture.ts";

let folder: string;
let clock: number;
let contract: DatasetContract;
const sources = [
  { id: "lake", engine: "duckdb" as const, files: null, urlEnv: null, catalog: null, timezone: "UTC", position: positionOf() },
];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-known-"));
  clock = 0;
  contract = contractOf({ name: "orders", source: { source: "lake", relation: "orders", files: null } });
  places = { catalogDir: folder, dataRoots: [folder], home: join(folder, "state") };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

let places: { catalogDir: string; dataRoots: string[]; home: string };
const read = async () => {
  const resolved = await knownRelation(contract, sources, places, () => clock);
  return resolved.kind === "found" && resolved.relation.kind === "files" ? resolved : null;
};
/** What stands for the files. */
const versionNow = async () => (await read())?.relation.version ?? "none";
const versionOf = (resolved: ResolvedRelation) => (resolved.kind === "found" ? resolved.relation.version : null);
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

describe("a relation that is known", () => {
  test("is given out again as long as nothing changes, and read again after a while", async () => {
    write("orders.parquet", "1");
    await read();
    const second = await read();
    expect(await read()).toBe(second);
    clock = 249;
    expect(await read()).toBe(second);
    clock = 250;
    const later = await read();
    expect(later).not.toBe(second);
    expect(later).toEqual(second);
  });

  test.each<[string, () => void]>([
    ["a file is written in place", () => write("orders.parquet", "longer")],
    [
      "a file is replaced by another of the same size",
      () => {
        write("next", "2");
        renameSync(join(folder, "next"), join(folder, "orders.parquet"));
      },
    ],
    [
      "a link leads elsewhere",
      () => {
        write("other.bin", "1");
        rmSync(join(folder, "orders.parquet"));
        symlinkSync("other.bin", join(folder, "orders.parquet"));
      },
    ],
    [
      "a folder takes its place",
      () => {
        mkdirSync(join(folder, "orders"));
        write("orders/a.parquet", "1");
      },
    ],
    ["the file goes", () => rmSync(join(folder, "orders.parquet"))],
  ])("is another one at once when %s", async (_what, change) => {
    write("orders.parquet", "1");
    const seen = [await versionNow(), await versionNow(), await versionNow()];
    expect(new Set(seen).size).toBe(1);
    change();
    expect(await versionNow()).not.toBe(seen[0]);
  });

  test("is read afresh by many at once: who comes after a change never gets what was before it", async () => {
    write("orders.parquet", "0");
    const all: Promise<void>[] = [];
    let written = "";
    for (let round = 0; round < 40; round += 1) {
      if (round % 5 === 0) {
        write("orders.parquet", "x".repeat(round + 1));
        written = (await resolveRelation(contract, sources, places).then(versionOf)) ?? "";
      }
      const expected = written;
      all.push(versionNow().then((version) => expect(version).toBe(expected)));
      if (round % 3 === 0) await new Promise(setImmediate);
      // The next change waits for these: a reader may be told of a change that came while it was reading.
      if (round % 5 === 4) await Promise.all(all.splice(0));
    }
  });

  test("has a new file of its folder at once", async () => {
    mkdirSync(join(folder, "orders"));
    write("orders/a.parquet", "1");
    for (let i = 0; i < 3; i += 1) expect((await read())?.relation).toMatchObject({ paths: [expect.stringContaining("a.parquet")] });
    write("orders/b.parquet", "1");
    expect((await read())?.relation).toMatchObject({ paths: [expect.anything(), expect.stringContaining("b.parquet")] });
  });

  test("of very many files, or of a pattern, is looked up every time", async () => {
    mkdirSync(join(folder, "orders"));
    for (let i = 0; i < 20; i += 1) write(`orders/${i}.parquet`, "1");
    await read();
    expect(await read()).not.toBe(await read());
    contract = contractOf({ name: "orders", source: { source: "lake", relation: null, files: "orders/1*.parquet" } });
    await read();
    expect(await read()).not.toBe(await read());
  });

  test("is not that of other sources", async () => {
    write("orders.parquet", "1");
    await read();
    await read();
    const none = await knownRelation(contract, [], places, () => clock);
    expect(none.kind).toBe("missing");
  });
});
