import { afterAll, beforeAll, describe } from "vitest";
import { filtersRows } from "#lib/engine/conformance-filters.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

describe("DuckDB", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => await harness.close());
  describe("filters", () => filtersRows({ engine: () => harness.engine(), relationOf: async (sql) => await harness.relationOf(sql) }));
});
