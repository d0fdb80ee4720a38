import { beforeAll, expect, test } from "vitest";
import { ROW_PROBES, SYSTEM_PROBES } from "#lib/engine/conformance/probes.ts";
import { askerOf, bind, type Columns, policy, probesOf, type StatementHarness } from "#lib/engine/conformance/statement.ts";
import { askBoth, idleProbes, type Twins } from "#lib/engine/conformance/twins.ts";
import { limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import type { RowQuery } from "#lib/engine/engine.ts";
import type { Filter } from "#lib/engine/filter.ts";
import type { DatasetBinding, RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** Row policies: whatever is asked of twins that differ only in rows that a policy removes, the answers are the same. */
export function rowPoliciesHold(harness: StatementHarness): void {
  const { engine, relationOf, dialect } = harness;
  const { guard, run, outcome, failure } = askerOf(harness);

  const COLUMNS: Columns = { id: null, country: null, code: null, amount: null };
  const SECRET = /hidden|\bFR\b|\bUS\b/;
  const MINE = policy("country = ", { value: "DE" });
  let twins: Twins;
  const same = <T>(ask: (relation: Relation) => Promise<T>) => askBoth(twins, SECRET, ask);
  let tags: Relation;
  beforeAll(async () => {
    const seen = "(1::BIGINT, 'DE', '11', 10::BIGINT), (2, 'DE', '22', 20), (3, 'DE', '33', NULL)";
    const names = "t(id, country, code, amount)";
    twins = [
      await relationOf(`SELECT * FROM (VALUES (0::BIGINT, 'FR', 'hidden-0', 0::BIGINT), ${seen}, (4, 'FR', '5', 999)) ${names}`),
      await relationOf(
        `SELECT * FROM (VALUES ${seen}) ${names} UNION ALL SELECT i % 5 + 1, CASE WHEN i % 2 = 0 THEN 'US' END, 'hidden-' || i, -i FROM range(1, 41) t(i)`,
      ),
    ];
    tags = await relationOf("SELECT i::BIGINT AS id, 'tag' || i AS tag FROM range(6) t(i)");
  }, 60_000);
  const datasets = (relation: Relation, rows: RowPolicy = MINE): DatasetBinding[] => [
    bind("people", relation, COLUMNS, rows),
    bind("tags", tags, { id: null, tag: null }),
  ];

  test.for(probesOf([...ROW_PROBES, ...SYSTEM_PROBES], dialect))("cannot be felt behind it by %s", async (text) => {
    await same((relation) => outcome(text, datasets(relation)));
  });

  test("would be felt by each of these questions without the policy", async () => {
    const open = (relation: Relation) => [bind("people", relation, COLUMNS), ...datasets(relation).slice(1)];
    expect(await idleProbes(probesOf(ROW_PROBES, dialect), twins, SECRET, (text, relation) => outcome(text, open(relation)))).toEqual([]);
  });

  test("are those of the policy alone", async () => {
    expect((await run("SELECT id FROM people ORDER BY id", datasets(twins[1]))).rows).toEqual([[1], [2], [3]]);
  });

  test("cannot be felt by pages, counts and files", async () => {
    const query = (relation: Relation, more: Partial<RowQuery> = {}) => ({
      ...rowQuery(relation, COLUMNS, ["-amount", "id"], more),
      masks: COLUMNS,
      rows: MINE,
    });
    const visible = [
      [3, "DE", "33", null],
      [2, "DE", "22", 20],
      [1, "DE", "11", 10],
    ];
    const page = async (relation: Relation) => {
      const { columns, rows, more, keys } = await engine().page(query(relation, { limit: 3 }), limits());
      return { columns, rows, more, keys: keys.map((key) => key.slice(0, 2)) };
    };
    expect((await same(page)).rows).toEqual(visible);
    expect(await same((relation) => engine().count(query(relation), limits()))).toBe(3);
    expect(await same((relation) => readPages(engine(), query(relation), 1))).toEqual(visible);
    const filter: Filter = { kind: "not", filter: { kind: "compare", column: "id", op: "lt", value: "2" } };
    expect(await same((relation) => engine().count(query(relation, { filter }), limits()))).toBe(2);
    const csv = async (relation: Relation) => (await readBytes(engine(), query(relation), { format: "csv", safe: false })).toString();
    expect((await same(csv)).split("\n")).toHaveLength(5);
  });

  test("are in no plan", async () => {
    const text = "SELECT country, count(*) FROM people WHERE id > 4711 GROUP BY country";
    const plan = await same((relation) => engine().explain(guard(text, datasets(relation)), limits()));
    expect(plan).not.toMatch(/4711|country|DE/);
  });

  test("may be chosen by a hidden column, and have masks besides", async () => {
    const columns: Columns = { id: null, code: "redact" };
    const { rows } = await run("SELECT * FROM people ORDER BY id", [bind("people", twins[0], columns, MINE)]);
    expect(rows).toEqual([1, 2, 3].map((id) => [id, "[redacted]"]));
    const masked = bind("people", twins[0], { id: null, country: "redact" }, MINE);
    expect((await run("SELECT count(*) AS n FROM people WHERE country = 'DE'", [masked])).rows).toEqual([[0]]);
    expect((await run("SELECT count(*) AS n FROM people", [masked])).rows).toEqual([[3]]);
  });

  const BROKEN: readonly (readonly string[])[] = [
    ["true) OR (true"],
    ["true) UNION ALL (SELECT 1"],
    ["id"],
    ["nothing_here = 1"],
    ["EXISTS (SELECT 1)"],
    ["id IN (SELECT id FROM people)"],
    ["count(*) > 0"],
    ["true; SELECT 1"],
    ["id = "],
    ["true --", "\n) OR (true"],
    ["random() < 2"],
    ["country = 'DE' AND random() >= 0"],
  ];
  test.for(BROKEN.map((parts) => [parts.join(""), parts] as const))("are none where the policy is %j", async ([text, parts]) => {
    const { code, message } = await failure("SELECT * FROM people", datasets(twins[0], policy(...parts)));
    expect(code).toBe("TS-ACCESS-001");
    expect(message).not.toContain(text);
    const query = { ...rowQuery(twins[0], COLUMNS, ["id"]), rows: policy(...parts) };
    const asks = [
      async () => await engine().page(query, limits()),
      async () => await engine().count(query, limits()),
      async () => await readBytes(engine(), query, { format: "csv", safe: false }),
    ];
    for (const ask of asks) await expect(ask()).rejects.toMatchObject({ code: "TS-ACCESS-001" });
  });
}
