import { afterAll, beforeAll, describe } from "vitest";
import { scansTables } from "#lib/engine/conformance-scan.ts";
import { type DuckDbHarness, fileRelation, openHarness } from "#lib/engine/duckdb/harness.ts";
import type { Relation } from "#lib/engine/relation.ts";

const SERVER = { id: "shop", engine: "postgres", urlEnv: "TOUCHSTONE_SOURCE_SHOP", catalog: null, timezone: "UTC" } as const;
const FOREIGN: Relation = { kind: "table", source: SERVER, path: ["public", "t"], version: "t" };

describe("DuckDB", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(async () => await harness.close());
  scansTables({
    engine: () => harness.engine(),
    relationOf: async (sql) => await harness.relationOf(sql),
    missing: fileRelation("parquet", ["/nowhere/touchstone.parquet"]),
    foreign: FOREIGN,
    hasCase: true,
    countsDistinct: true,
  });
});
