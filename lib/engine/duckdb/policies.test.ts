import { afterAll, beforeAll, describe } from "vitest";
import { keepsPolicies } from "#lib/engine/conformance-policy.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

describe("DuckDB", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => await harness.close());
  keepsPolicies({ dialect: "duckdb", engine: () => harness.engine(), relationOf: async (sql) => await harness.relationOf(sql) });
});
