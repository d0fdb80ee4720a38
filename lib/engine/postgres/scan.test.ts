import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { limits } from "#lib/engine/conformance.ts";
import { scansTables } from "#lib/engine/conformance-scan.ts";
import { fileRelation } from "#lib/engine/duckdb/harness.ts";
import { openHarness, type PostgresHarness, tableOf } from "#lib/engine/postgres/harness.ts";
import type { Relation } from "#lib/engine/relation.ts";
import type { Measure } from "#lib/engine/scan.ts";

let harness: PostgresHarness;
beforeAll(async () => {
  harness = await openHarness();
}, 60_000);
afterAll(async () => await harness.close());

describe("PostgreSQL", () => {
  scansTables({
    engine: () => harness.engine(),
    relationOf: async (sql) => await harness.relationOf(sql),
    missing: tableOf("nowhere"),
    foreign: fileRelation("csv", ["/nowhere/touchstone.csv"]),
    hasCase: true,
    countsDistinct: false,
  });

  test("statistics of the server tell how many distinct values there are, and so which are frequent", async () => {
    await harness.admin(
      "CREATE TABLE analyzed AS SELECT CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END AS kind, i FROM generate_series(1, 3000) i; GRANT SELECT ON analyzed TO reader; ANALYZE analyzed",
    );
    const profile = ["kind", "i"].map((column) => ({ column, values: true }));
    const result = await harness.engine().scan({ relation: tableOf("analyzed"), timezone: "UTC", measures: [], profile }, limits());
    expect(result.profile.get("kind")).toMatchObject({
      distinct: 2,
      top: [
        { value: "b", rows: 2000 },
        { value: "a", rows: 1000 },
      ],
    });
    expect(result.profile.get("i")?.distinct).toBe(3000);
    expect(result.bytes).toBeGreaterThan(0);
  });

  test("a column that may not be read fails its measure alone", async () => {
    await harness.admin(
      "CREATE TABLE half_open (id int, secret text); INSERT INTO half_open VALUES (1, 'x'); GRANT SELECT (id) ON half_open TO reader",
    );
    const measures: Measure[] = ["id", "secret"].map((column) => ({ id: column, where: null, kind: "missing", columns: [column] }));
    const result = await harness.engine().scan({ relation: tableOf("half_open"), timezone: "UTC", measures, profile: [] }, limits());
    expect(result.measures.get("id")).toEqual({ kind: "rows", failing: 0, of: 1 });
    expect(result.measures.get("secret")).toMatchObject({ kind: "error", message: expect.stringContaining("grant SELECT") });
  });
});

describe("a version", () => {
  const probe = async (...relations: readonly Relation[]) => await harness.engine().probe(relations, limits());
  /** The server tells of changes up to a second later. */
  const changes = async (relation: Relation, sql: string) => {
    const [before] = await probe(relation);
    await harness.admin(sql);
    await harness.admin("SELECT pg_stat_force_next_flush()");
    await expect.poll(async () => (await probe(relation))[0]?.version, { timeout: 15_000 }).not.toBe(before?.version);
  };

  test("changes with rows that come, change and go, and with nothing else", async () => {
    await harness.admin("CREATE TABLE changing (id int); INSERT INTO changing VALUES (1); GRANT SELECT ON changing TO reader");
    await harness.admin("SELECT pg_stat_force_next_flush()");
    const relation = tableOf("changing");
    await changes(relation, "INSERT INTO changing VALUES (2)");
    await changes(relation, "UPDATE changing SET id = 3 WHERE id = 2");
    await changes(relation, "DELETE FROM changing WHERE id = 3");
    await changes(relation, "TRUNCATE changing");
    await changes(relation, "INSERT INTO changing VALUES (1)");
    const before = await probe(relation);
    await harness.admin("SELECT count(*) FROM changing; ANALYZE changing");
    expect(await probe(relation)).toEqual(before);
    await changes(
      relation,
      "DROP TABLE changing; CREATE TABLE changing (id int); INSERT INTO changing VALUES (1); GRANT SELECT ON changing TO reader",
    );
  });

  test("of a partitioned table changes with each partition", async () => {
    await harness.admin(
      "CREATE TABLE parted (id int) PARTITION BY RANGE (id); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (10); GRANT SELECT ON parted TO reader",
    );
    await changes(tableOf("parted"), "INSERT INTO parted VALUES (1)");
    await changes(tableOf("parted"), "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (10) TO (20)");
  });

  test("is told for many at once, and not for views and what is not there", async () => {
    await harness.admin(
      "CREATE TABLE one (id int); CREATE TABLE two (id int); CREATE VIEW seen AS SELECT * FROM one; GRANT SELECT ON one, two, seen TO reader",
    );
    const found = await probe(tableOf("one"), tableOf("seen"), tableOf("nowhere"), tableOf("two"));
    expect(found.map((version) => version !== null)).toEqual([true, false, false, true]);
    expect(await probe(tableOf("one"), tableOf("seen"), tableOf("nowhere"), tableOf("two"))).toEqual(found);
  });
});
