import { afterAll, beforeAll, describe } from "vitest";
import { conformsToEnginePort } from "#lib/engine/conformance.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

describe("DuckDB", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => await harness.close());
  conformsToEnginePort({ engine: () => harness.engine(), relationOf: async (sql) => await harness.relationOf(sql) });
});
