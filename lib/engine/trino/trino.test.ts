import process from "node:process";
import { afterAll, beforeAll, describe } from "vitest";
import { filtersRows } from "#lib/engine/conformance-filters.ts";
import { keepsPolicies } from "#lib/engine/conformance-policy.ts";
import { scansTables } from "#lib/engine/conformance-scan.ts";
import { runsSql } from "#lib/engine/conformance-sql.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Engine } from "#lib/engine/engine.ts";
import { openTrinoHarness, SOURCE, type TrinoHarness } from "#lib/engine/trino/harness.ts";

const url = process.env["TRINO_URL"] ?? "";
if (url === "") console.log("Trino: no TRINO_URL, so only its recorded protocol and its gate are tested");

describe.skipIf(url === "")("Trino", { timeout: 60_000 }, () => {
  let files: DuckDbHarness;
  let harness: TrinoHarness;
  beforeAll(async () => {
    files = await openHarness();
    harness = await openTrinoHarness(url, files.engine().transcode);
  }, 60_000);
  afterAll(async () => {
    await harness.close();
    await files.close();
  }, 120_000);
  const engine = (): Engine => harness.engine();
  const relationOf = async (sql: string) => await harness.relationOf(sql);
  const statements = { engine, relationOf, dialect: "trino" as const };

  describe("filters", () => filtersRows({ engine, relationOf }));
  describe("policies", () => keepsPolicies({ ...statements, viewOf: async (...asked) => await harness.viewOf(...asked) }));
  describe("scans", () =>
    scansTables({
      ...{ engine, relationOf },
      missing: { kind: "table", source: SOURCE, path: ["nowhere", "nothing"], version: "nothing" },
      foreign: fileRelation("csv", ["/nowhere/touchstone.csv"]),
      hasCase: false,
      countsDistinct: true,
    }));
  describe("statements", () => runsSql({ ...statements, formats: ["csv", "json", "ndjson", "parquet", "arrow", "xlsx"] }));
});
