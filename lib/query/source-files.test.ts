import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Column, Source } from "#lib/contract/contract.ts";
import type { FileRelation } from "#lib/engine/relation.ts";
import { type DataPlaces, resolveRelation } from "#lib/query/source-files.ts";

let base: string;
let places: DataPlaces;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), "touchstone-files-")));
  places = { catalogDir: join(base, "catalog"), dataRoots: [join(base, "catalog"), join(base, "home", "data")], home: join(base, "home") };
  for (const folder of [...places.dataRoots, join(base, "outside")]) mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function put(path: string, content = "a\n1\n"): string {
  const full = join(base, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

const POSITION = { file: "f.yaml", line: 1, column: 1 };

function source(id: string, files: string | null, engine: Source["engine"] = "duckdb"): Source {
  return { id, engine, files, urlEnv: null, catalog: null, timezone: "UTC", position: POSITION };
}

interface Ask {
  readonly relation?: string;
  readonly files?: string;
  readonly source?: string | null;
  readonly sources?: readonly Source[];
  readonly columns?: readonly Pick<Column, "name" | "type" | "logicalType">[];
}

async function resolve({ relation, files, source: id = null, sources = [source("lake", "data")], columns = [] }: Ask) {
  const contract = {
    name: "orders",
    source: { source: id, relation: relation ?? null, files: files ?? null },
    columns: columns as readonly Column[],
  };
  return await resolveRelation(contract, sources, places);
}

async function filesOf(ask: Ask): Promise<FileRelation> {
  const found = await resolve(ask);
  if (found.kind === "missing") throw new Error(found.reason);
  if (found.relation.kind !== "files") throw new Error("a table was found");
  return found.relation;
}

async function pathsOf(ask: Ask): Promise<readonly string[]> {
  return (await filesOf(ask)).paths.map((path) => path.slice(base.length + 1));
}

async function reasonOf(ask: Ask): Promise<string> {
  const found = await resolve(ask);
  if (found.kind === "found") throw new Error(`found ${JSON.stringify(found.relation)}`);
  expect(found.reason).not.toContain(base);
  return found.reason;
}

describe("a relation", () => {
  test("is the folder of its whole name before that of its last part, and a folder before a file", async () => {
    put("catalog/data/orders.csv");
    expect(await pathsOf({ relation: "sales.orders" })).toEqual(["catalog/data/orders.csv"]);
    put("catalog/data/orders/b.parquet");
    put("catalog/data/orders/a.parquet");
    expect(await pathsOf({ relation: "sales.orders" })).toEqual(["catalog/data/orders/a.parquet", "catalog/data/orders/b.parquet"]);
    put("catalog/data/sales/orders.json");
    expect(await pathsOf({ relation: "sales.orders" })).toEqual(["catalog/data/sales/orders.json"]);
  });

  test("takes one format: Parquet, else CSV, else JSON, without hidden and half-written files", async () => {
    put("catalog/data/orders/a.json");
    put("catalog/data/orders/b.csv");
    put("catalog/data/orders/.c.parquet");
    put("catalog/data/orders/_d.parquet");
    put("catalog/data/orders/deeper/e.parquet");
    mkdirSync(join(base, "catalog/data/orders/f.parquet"));
    expect(await pathsOf({ relation: "orders" })).toEqual(["catalog/data/orders/b.csv"]);
  });

  test("is looked for under each data root in order", async () => {
    put("home/data/data/orders.csv");
    put("catalog/data/other.csv");
    expect(await pathsOf({ relation: "orders" })).toEqual(["home/data/data/orders.csv"]);
    put("catalog/data/orders.csv");
    expect(await pathsOf({ relation: "orders" })).toEqual(["catalog/data/orders.csv"]);
  });

  test.for(["../outside/x", "a/../../x", "..", "a..b", "", "x\0y", "a\\b", "/etc/passwd", "x".repeat(5_000)])(
    "%j names nothing",
    async (relation) => {
      put("outside/x.csv");
      expect(await reasonOf({ relation })).not.toBe("");
    },
  );

  test("keeps odd file names", async () => {
    const names = ["it's.csv", 'a"b.csv', "line\nbreak.csv", "b*.csv", "s p a c e.csv", "set[1].csv"];
    for (const name of names) put(`catalog/data/orders/${name}`);
    expect(await pathsOf({ relation: "orders" })).toEqual(names.map((name) => `catalog/data/orders/${name}`).sort());
  });

  test("may have thousands of files, but not without end", async () => {
    for (let index = 0; index < 10_001; index += 1) put(`catalog/data/orders/${index}.csv`, "");
    expect(await reasonOf({ relation: "orders" })).toMatch(/more than 10000 files/);
    rmSync(join(base, "catalog/data/orders/0.csv"));
    expect((await pathsOf({ relation: "orders" })).length).toBe(10_000);
  });
});

describe("a pattern", () => {
  test("finds files below the source's folder", async () => {
    put("catalog/data/2026/01.csv");
    put("catalog/data/2026/02.csv");
    put("catalog/data/2026/notes.txt");
    put("catalog/x.csv");
    expect(await pathsOf({ files: "2026/*.csv" })).toEqual(["catalog/data/2026/01.csv", "catalog/data/2026/02.csv"]);
    expect((await pathsOf({ files: "**/*.csv" })).length).toBe(2);
  });

  test.for(["../*.csv", "/etc/*.csv", "2026/../../x.csv", "..\\x.csv", "{a,../x}/*.csv", "{a,b}{a,b}{a,b}{a,b}{a,b}", "*".repeat(600)])(
    "%j never leaves it",
    async (files) => {
      put("catalog/x.csv");
      expect(await reasonOf({ files })).not.toBe("");
    },
  );

  test("takes files of one format only", async () => {
    put("catalog/data/a.csv");
    put("catalog/data/b.json");
    expect(await reasonOf({ files: "*" })).toMatch(/more than one format/);
  });
});

describe("the boundary", () => {
  test("a link that leads out of the data roots is refused, as file and as folder", async () => {
    put("outside/x.csv");
    mkdirSync(join(base, "catalog/data"));
    symlinkSync(join(base, "outside/x.csv"), join(base, "catalog/data/orders.csv"));
    expect(await reasonOf({ relation: "orders" })).toMatch(/outside/);
    expect(await reasonOf({ files: "*.csv" })).toMatch(/outside/);
    symlinkSync(join(base, "outside"), join(base, "catalog/data/folder"));
    expect(await reasonOf({ relation: "folder" })).toMatch(/outside/);
    expect(await reasonOf({ relation: "x", sources: [source("lake", "data/folder")] })).toMatch(/outside/);
  });

  test("a link that stays within them is followed", async () => {
    put("home/data/real/x.csv");
    mkdirSync(join(base, "catalog/data"));
    symlinkSync(join(base, "home/data/real"), join(base, "catalog/data/orders"));
    expect(await pathsOf({ relation: "orders" })).toEqual(["home/data/real/x.csv"]);
  });

  test("an absolute or climbing folder counts only below a data root", async () => {
    put("outside/orders.csv");
    put("home/data/shop/orders.csv");
    expect(await reasonOf({ relation: "orders", sources: [source("lake", join(base, "outside"))] })).toMatch(/outside the folders/);
    expect(await reasonOf({ relation: "orders", sources: [source("lake", "../outside")] })).toMatch(/outside the folders/);
    expect(await pathsOf({ relation: "orders", sources: [source("lake", join(base, "home/data/shop"))] })).toEqual([
      "home/data/shop/orders.csv",
    ]);
  });

  test("the app's own state is refused even where a data root contains it", async () => {
    put("home/postgres/orders.csv");
    put("home/data/orders.csv");
    places = { ...places, dataRoots: [base] };
    expect(await reasonOf({ relation: "orders", sources: [source("lake", "home/postgres")] })).toMatch(/outside the folders/);
    expect(await reasonOf({ files: "home/postgres/*.csv", sources: [source("lake", ".")] })).toMatch(/outside the folders/);
    expect(await pathsOf({ relation: "orders", sources: [source("lake", "home/data")] })).toEqual(["home/data/orders.csv"]);
  });

  test("a data folder that is a link to the state opens nothing", async () => {
    rmSync(join(base, "home/data"), { recursive: true });
    put("home/postgres/orders.csv");
    symlinkSync(join(base, "home"), join(base, "home/data"));
    expect(await reasonOf({ relation: "orders", sources: [source("lake", "postgres")] })).toMatch(/outside the folders/);
  });
});

describe("the source", () => {
  test("is the only DuckDB source when none is named", async () => {
    put("catalog/data/orders.csv");
    expect(await pathsOf({ relation: "orders", sources: [source("pg", null, "postgres"), source("lake", "data")] })).toHaveLength(1);
    expect(await reasonOf({ relation: "orders", sources: [source("one", "data"), source("two", "data")] })).toMatch(/more than one/);
    expect(await reasonOf({ relation: "orders", sources: [] })).toMatch(/no source/);
    expect(await reasonOf({ relation: "orders", source: "nope" })).toMatch(/nope is not in the catalog/);
  });

  test("of a server is a table of it, named by the variable that holds its address", async () => {
    const pg = { ...source("pg", null, "postgres"), urlEnv: "TOUCHSTONE_SOURCE_PG" };
    expect(await resolve({ relation: "sales.orders", source: "pg", sources: [pg] })).toMatchObject({
      kind: "found",
      relation: { kind: "table", path: ["sales", "orders"], source: { id: "pg", engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_PG" } },
    });
    expect(await reasonOf({ relation: "orders", source: "pg", sources: [source("pg", null, "postgres")] })).toMatch(/no url/);
    expect(await reasonOf({ relation: "a..b", source: "pg", sources: [pg] })).toMatch(/no name of a table/);
  });

  test("absent data is a plain sentence", async () => {
    expect(await reasonOf({ relation: "prod.x" })).toBe("No files of prod.x were found in the source lake.");
    expect((await resolveRelation({ name: "x", source: null, columns: [] }, [], places)).kind).toBe("missing");
  });
});

describe("the version", () => {
  test("changes when a file is replaced, grows or appears, and only then", async () => {
    const path = put("catalog/data/orders/a.csv");
    const version = async () => {
      const found = await resolve({ relation: "orders" });
      return found.kind === "found" ? found.relation.version : "missing";
    };
    const seen = [await version()];
    expect(await version()).toBe(seen[0]);
    writeFileSync(`${path}.new`, "a\n2\n");
    renameSync(`${path}.new`, path);
    seen.push(await version());
    writeFileSync(path, "a\n2\n3\n");
    seen.push(await version());
    put("catalog/data/orders/b.csv");
    seen.push(await version());
    expect(new Set(seen).size).toBe(4);
  });
});

test("promised types are passed on for files that carry none", async () => {
  put("catalog/data/orders.csv");
  const columns = [
    { name: "id", type: "STRING", logicalType: "string" },
    { name: "n", type: "INT", logicalType: "integer" },
    { name: "total", type: "DECIMAL(12,2)", logicalType: "decimal" },
    { name: "fee", type: "NUMERIC", logicalType: "decimal" },
    { name: "at", type: "timestamptz", logicalType: "timestamp" },
    { name: "local", type: "TIMESTAMP_NTZ", logicalType: "timestamp" },
    { name: "doc", type: "JSON", logicalType: "json" },
  ] as const;
  expect((await filesOf({ relation: "orders", columns })).columnTypes).toEqual({
    id: "VARCHAR",
    n: "BIGINT",
    total: "DECIMAL(12,2)",
    fee: "DECIMAL",
    at: "TIMESTAMPTZ",
    local: "TIMESTAMP",
  });
});
