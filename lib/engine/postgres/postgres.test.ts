import { afterAll, beforeAll, describe } from "vitest";
import { conformsToEnginePort } from "#lib/engine/conformance.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";

describe("PostgreSQL", () => {
  let harness: PostgresHarness;
  beforeAll(async () => {
    harness = await openHarness();
  }, 60_000);
  afterAll(async () => await harness.close());
  conformsToEnginePort({ engine: () => harness.engine(), relationOf: async (sql) => await harness.relationOf(sql) });
});
