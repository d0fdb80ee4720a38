import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits, rowQuery } from "#lib/engine/conformance.ts";
import { filtersRows } from "#lib/engine/conformance-filters.ts";
import { keepsPolicies } from "#lib/engine/conformance-policy.ts";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";

describe("DuckDB over copies for quick reads", () => {
  let harness: DuckDbHarness;
  beforeAll(async () => {
    harness = await openHarness({ hotMb: 200, hotRules: { reads: 1, minBytes: 0 } });
  });
  afterAll(async () => await harness.close());

  /** Read once, so that whatever is asked of it next is asked of its copy. */
  const relationOf = async (sql: string) => {
    const relation = await harness.relationOf(sql);
    const [first] = await harness.engine().describe(relation, limits());
    if (first !== undefined) await harness.engine().page(rowQuery(relation, { [first.name]: null }, [], { limit: 1 }), limits());
    await harness.engine().settle();
    return relation;
  };
  const shared = { engine: () => harness.engine(), relationOf };

  keepsPolicies({ dialect: "duckdb", ...shared });
  describe("filters", () => filtersRows(shared));

  test("are made of what these tests read", async () => {
    const relation = await relationOf("SELECT 1::BIGINT AS id");
    expect(JSON.stringify(await harness.engine().page(rowQuery(relation, { id: null }, ["id"]), limits()))).toContain("[[1]]");
    expect(readdirSync(`${harness.folder}/hot`).filter((name) => name.endsWith(".duckdb")).length).toBeGreaterThan(3);
  });
});
