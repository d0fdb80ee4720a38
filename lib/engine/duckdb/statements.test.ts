import { afterAll, beforeAll, describe } from "vitest";
import { runsSql } from "#lib/engine/conformance-sql.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

describe("DuckDB", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => await harness.close());
  runsSql({
    dialect: "duckdb",
    formats: ["csv", "json", "ndjson", "parquet", "arrow", "xlsx"],
    engine: () => harness.engine(),
    relationOf: async (sql) => await harness.relationOf(sql),
  });
});
