import { afterAll, beforeAll, describe } from "vitest";
import { conformsToEnginePort } from "#lib/engine/conformance.ts";
import { filtersRows } from "#lib/engine/conformance-filters.ts";
import { keepsPolicies } from "#lib/engine/conformance-policy.ts";
import { runsSql } from "#lib/engine/conformance-sql.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";

describe("PostgreSQL", () => {
  let harness: PostgresHarness;
  beforeAll(async () => {
    harness = await openHarness();
  }, 60_000);
  afterAll(async () => await harness.close());
  const shared = {
    dialect: "postgres",
    engine: () => harness.engine(),
    relationOf: async (sql: string) => await harness.relationOf(sql),
  } as const;
  conformsToEnginePort(shared);
  describe("filters", () => filtersRows(shared));
  keepsPolicies({ ...shared, viewOf: async (...asked) => await harness.viewOf(...asked) });
  runsSql({ ...shared, formats: ["csv", "json", "ndjson", "parquet", "arrow", "xlsx"] });
});
