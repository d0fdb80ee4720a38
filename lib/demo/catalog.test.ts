import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "#lib/catalog/read-catalog.ts";
import type { Catalog, Column, DatasetContract, LogicalType } from "#lib/contract/contract.ts";
import { parseDoc } from "#lib/contract/doc.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ScratchShop } from "./scratch-shop.ts";

/** Big enough for the promised row counts. */
const CUSTOMERS = 10_500;
const NOW = "2026-11-22T18:40:00Z";
const folder = resolve(import.meta.dirname, "../../catalog");

const TYPES: Readonly<Record<LogicalType, RegExp>> = {
  string: /^VARCHAR$/,
  integer: /INT(EGER)?$/,
  number: /^(FLOAT|DOUBLE)$/,
  decimal: /^DECIMAL/,
  boolean: /^BOOLEAN$/,
  date: /^DATE$/,
  timestamp: /^TIMESTAMP$/,
  time: /^TIME$/,
  binary: /^BLOB$/,
  array: /\[\]$/,
  object: /^STRUCT/,
  json: /^JSON$/,
};

describe("the sample catalog", { timeout: 60_000 }, () => {
  const shop = new ScratchShop({ customers: CUSTOMERS });
  let catalog: Catalog;
  let problems: readonly Problem[];
  let connection: DuckDBConnection;

  beforeAll(async () => {
    const files = await readCatalog(folder);
    const docs = (file: string) => files.docs.get(file) ?? null;
    ({ catalog, problems } = parseCatalog(files.files, { docs, parseDoc, defaultVisibility: "everyone" }));
    await shop.load(NOW);
    connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
    for (const dataset of catalog.datasets) await connection.run(`CREATE VIEW ${dataset.name} AS ${viewOf(dataset)}`);
  }, 120_000);
  afterAll(() => {
    connection?.closeSync();
    shop.remove();
  });

  /** CSV is read with the promised types, as the engine does it. */
  function viewOf(dataset: DatasetContract): string {
    const folderName = dataset.source?.relation?.split(".").at(-1) ?? "";
    const relation = shop.relation(folderName);
    if (!relation.startsWith("read_csv")) return `SELECT * FROM ${relation}`;
    const types = dataset.columns.map((column) => `'${column.name}': '${column.type.replace("STRING", "VARCHAR")}'`).join(", ");
    return `SELECT * FROM ${relation.replace(/\)$/, `, header = true, types = {${types}})`)}`;
  }

  /** The clock stands still at `NOW`. */
  const rows = async (sql: string) => {
    const time = `TIMESTAMP '${NOW.slice(0, 19).replace("T", " ")}'`;
    return (await connection.runAndReadAll(sql.replaceAll("now()", time).replaceAll("current_date", `(${time}::DATE)`))).getRowsJson();
  };
  const count = async (sql: string) => Number((await rows(`SELECT count(*) FROM (${sql})`))[0]?.[0]);

  it("has no problems but the note about EST", () => {
    expect(problems.filter((problem) => problem.code !== "TS-SLA-002")).toEqual([]);
  });

  it("has the breadth that visitors are promised", () => {
    expect(catalog.title).toBe("Larkspur Goods");
    expect(catalog.datasets).toHaveLength(25);
    expect(new Set(catalog.datasets.flatMap((dataset) => dataset.domain ?? [])).size).toBe(5);
    expect(catalog.terms.length).toBeGreaterThanOrEqual(15);
    expect(catalog.terms.every((term) => term.synonyms.length > 0)).toBe(true);
    for (const dataset of catalog.datasets) {
      expect([dataset.name, dataset.examples.length >= 2 && dataset.examples.length <= 3]).toEqual([dataset.name, true]);
      expect(catalog.owners.map((owner) => owner.id)).toContain(dataset.owner);
    }
    const levels = new Set(catalog.datasets.map((dataset) => `${dataset.access.visibility} ${dataset.access.data}`));
    expect(levels).toEqual(new Set(["everyone everyone", "everyone restricted", "signed-in signed-in", "restricted restricted"]));
    expect(new Set(catalog.qualityReports.map((report) => report.dataset)).size).toBeGreaterThanOrEqual(5);
  });

  it("describes each dataset that the pipeline writes, and each of its columns in order", async () => {
    expect(catalog.datasets.map((dataset) => dataset.name).sort()).toEqual(shop.datasets());
    for (const dataset of catalog.datasets) {
      const found = (await rows(`DESCRIBE ${dataset.name}`)).map(([name, type]) => ({ name: String(name), type: String(type) }));
      expect([dataset.name, ...found.map((column) => column.name)]).toEqual([
        dataset.name,
        ...dataset.columns.map((column) => column.name),
      ]);
      for (const [index, column] of dataset.columns.entries())
        expect(`${dataset.name}.${column.name} ${found[index]?.type}`).toMatch(
          new RegExp(TYPES[column.logicalType].source.replace("^", " ")),
        );
    }
  });

  it("has examples that run and find something", async () => {
    const empty: string[] = [];
    for (const dataset of catalog.datasets) {
      for (const example of dataset.examples) if ((await count(example.sql)) === 0) empty.push(`${dataset.name}: ${example.name}`);
    }
    expect(empty).toEqual([]);
  });

  it("keeps every promise about keys, values, ranges and references, except those that its README names", async () => {
    const broken: string[] = [];
    for (const dataset of catalog.datasets) {
      for (const column of dataset.columns)
        for (const [what, sql] of violations(dataset, column))
          if ((await count(sql)) > 0) broken.push(`${dataset.name}.${column.name} ${what}`);
      for (const check of dataset.checks) {
        const sql = checkSql(dataset, check.kind, check.params);
        if (sql !== null && (await count(sql)) > 0) broken.push(`${dataset.name} ${check.kind} ${check.name ?? ""}`);
      }
    }
    expect(broken).toEqual(["web_sessions.session_id key"]);
  });

  it("has twice the sessions that its README says, and only those", async () => {
    const [row] = await rows("SELECT count(*) - count(DISTINCT session_id), count(DISTINCT session_id) FROM web_sessions");
    const share = Number(row?.[0]) / Number(row?.[1]);
    expect(share).toBeGreaterThan(0.004);
    expect(share).toBeLessThan(0.006);
  });

  it("is fresh, except for the dataset whose loader stopped 30 hours ago", async () => {
    const stale: string[] = [];
    for (const dataset of catalog.datasets) {
      const { freshness } = dataset;
      if (freshness?.column == null) continue;
      const age = Number((await rows(`SELECT epoch(now()) - epoch(max(${freshness.column})) FROM ${dataset.name}`))[0]?.[0]);
      expect(age).toBeGreaterThan(0);
      if (age > freshness.maxAgeSeconds) stale.push(dataset.name);
    }
    expect(stale).toEqual(["stock_levels"]);
    const hours = Number((await rows("SELECT (epoch(now()) - epoch(max(loaded_at))) / 3600 FROM stock_levels"))[0]?.[0]);
    expect(hours).toBeGreaterThanOrEqual(30);
    expect(hours).toBeLessThan(31.2);
  });

  it("holds load times of the last 90 days, a few of them late", async () => {
    const [row] = await rows(
      "SELECT count(DISTINCT loaded_at), count(DISTINCT loaded_at) FILTER (WHERE hour(loaded_at) >= 8) FROM daily_sales WHERE day >= current_date - 91 AND day < current_date",
    );
    expect(Number(row?.[0])).toBeGreaterThanOrEqual(89);
    expect(Number(row?.[1])).toBeGreaterThan(0);
    expect(Number(row?.[1])).toBeLessThan(6);
  });
});

function violations(dataset: DatasetContract, column: Column): [string, string][] {
  const from = `SELECT 1 FROM ${dataset.name} WHERE`;
  const found: [string, string][] = [];
  const keys = dataset.columns.filter((each) => each.primaryKey).length;
  if (column.primaryKey && keys === 1) found.push(["key", `SELECT ${column.name} FROM ${dataset.name} GROUP BY 1 HAVING count(*) > 1`]);
  if (column.primaryKey || column.required) found.push(["not null", `${from} ${column.name} IS NULL`]);
  if (column.values !== null)
    found.push([
      "values",
      `${from} ${column.name} NOT IN (${column.values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ")})`,
    ]);
  if (column.min !== null) found.push(["minimum", `${from} ${column.name} < ${column.min}`]);
  if (column.max !== null) found.push(["maximum", `${from} ${column.name} > ${column.max}`]);
  const [table, key] = column.references?.split(".") ?? [];
  if (table !== undefined && key !== undefined)
    found.push([
      "reference",
      `SELECT 1 FROM ${dataset.name} AS t WHERE ${column.name} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${table} AS r WHERE r.${key} = t.${column.name})`,
    ]);
  return found;
}

function checkSql(dataset: DatasetContract, kind: string, params: DatasetContract["checks"][number]["params"]): string | null {
  if (kind === "sql") return String(params["sql"]);
  if (kind === "unique" && Array.isArray(params["columns"]))
    return `SELECT 1 FROM ${dataset.name} GROUP BY ${params["columns"].join(", ")} HAVING count(*) > 1`;
  if (kind === "row_count")
    return `SELECT 1 FROM (SELECT count(*) AS n FROM ${dataset.name}) WHERE n < ${params["min"] ?? 0} OR n > ${params["max"] ?? 1e15}`;
  return null;
}
