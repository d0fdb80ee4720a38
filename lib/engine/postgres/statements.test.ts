import { afterAll, beforeAll, describe } from "vitest";
import { runsSql } from "#lib/engine/conformance-sql.ts";
import { openHarness, type PostgresHarness } from "#lib/engine/postgres/harness.ts";

describe("PostgreSQL", () => {
  let harness: PostgresHarness;
  beforeAll(async () => {
    harness = await openHarness();
  }, 60_000);
  afterAll(async () => await harness.close());
  runsSql({
    dialect: "postgres",
    engine: () => harness.engine(),
    relationOf: async (sql) => await harness.relationOf(sql),
    formats: ["csv"],
  });
});
