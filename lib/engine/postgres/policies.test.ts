import { afterAll, beforeAll, describe } from "vitest";
import { filtersRows } from "#lib/engine/conformance-filters.ts";
import { keepsPolicies } from "#lib/engine/conformance-policy.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";

describe("PostgreSQL", () => {
  let harness: PostgresHarness;
  beforeAll(async () => {
    harness = await openHarness();
  }, 60_000);
  afterAll(async () => await harness.close());
  const shared = { engine: () => harness.engine(), relationOf: async (sql: string) => await harness.relationOf(sql) };
  keepsPolicies({ dialect: "postgres", ...shared });
  describe("filters", () => filtersRows(shared));
});
