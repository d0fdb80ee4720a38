import { beforeAll, expect, test } from "vitest";
import { MASK_PROBES, NAME_PROBES } from "#lib/engine/conformance/probes.ts";
import { askerOf, bind, type Columns, probesOf, type StatementHarness, told } from "#lib/engine/conformance/statement.ts";
import { askBoth, idleProbes, type Twins } from "#lib/engine/conformance/twins.ts";
import { limits, readBytes, readPages, rowQuery } from "#lib/engine/conformance.ts";
import type { RowQuery } from "#lib/engine/engine.ts";
import type { Filter } from "#lib/engine/filter.ts";
import type { DatasetBinding } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** Masked and hidden columns: whatever is asked of twins that differ only behind their masks, the answers are the same. */
export function masksHold(harness: StatementHarness): void {
  const { engine, relationOf, dialect } = harness;
  const { guard, run, outcome, failure } = askerOf(harness);

  const COLUMNS: Columns = { id: null, mail: "partial", pay: "null", note: "redact", born: "year" };
  /** Bare values of either twin. */
  const SECRET = /ann@|abe@|bob@|arthur|amelia|bixi@|first|second|zzz|vault-|\b(?:100|300|200)\b|03-04|12-31|07-07|11-30/;
  let twins: Twins;
  const same = <T>(ask: (relation: Relation) => Promise<T>) => askBoth(twins, SECRET, ask);
  let staff: Relation;
  beforeAll(async () => {
    const head = "SELECT * FROM (VALUES";
    const names = "t(id, mail, pay, note, born, vault)";
    twins = [
      await relationOf(
        `${head} (1::BIGINT, 'ann@example.com', 100::BIGINT, 'first', DATE '1985-03-04', 'vault-1'), (2, 'abe@example.com', 300, 'second', DATE '1985-12-31', 'vault-2'), (3, 'bob@example.org', 200, NULL, DATE '2008-01-01', NULL), (4, NULL, NULL, 'zzz', NULL, 'vault-4')) ${names}`,
      ),
      await relationOf(
        `${head} (1::BIGINT, 'amelia@example.com', 7::BIGINT, NULL, DATE '1985-11-30', NULL), (2, 'arthur@example.com', NULL, 'zzz', DATE '1985-01-01', 'vault-9'), (3, 'bixi@example.org', NULL, 'first', DATE '2008-07-07', 'vault-8'), (4, NULL, 100, 'second', NULL, 'vault-7')) ${names}`,
      ),
    ];
    staff = await relationOf("SELECT * FROM (VALUES ('ann@example.com', 100::BIGINT), ('a***@example.com', NULL)) t(mail, pay)");
  }, 60_000);
  const datasets = (relation: Relation): DatasetBinding[] => [
    bind("people", relation, COLUMNS),
    bind("staff", staff, { mail: null, pay: null }),
  ];

  test.for(probesOf(MASK_PROBES, dialect))("cannot be told from its mask by %s", async (text) => {
    await same((relation) => outcome(text, datasets(relation)));
  });

  test("would be told by each of these questions without its mask", async () => {
    const bare = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, null]));
    const unmasked = (relation: Relation) => [bind("people", relation, bare), ...datasets(relation).slice(1)];
    expect(await idleProbes(probesOf(MASK_PROBES, dialect), twins, SECRET, (text, relation) => outcome(text, unmasked(relation)))).toEqual(
      [],
    );
  });

  test.for(probesOf(NAME_PROBES, dialect))("that is hidden is like one that does not exist in %s", async (text) => {
    const ask = async (name: string) => {
      const { code, message, details } = await failure(text.replaceAll("$", name), datasets(twins[0]));
      return JSON.stringify({ code, message, details }).replaceAll(new RegExp(name, "gi"), "…");
    };
    expect(await ask("vault")).toBe(await ask("vaulx"));
  });

  test("that is hidden is in no answer and in no suggestion", async () => {
    const { columns } = await run("SELECT * FROM people", datasets(twins[0]));
    expect(columns.map(({ name }) => name)).toEqual(["id", "mail", "pay", "note", "born"]);
    const { code, message } = await failure("SELECT vaul FROM people", datasets(twins[0]));
    expect(code).toBe("TS-QUERY-001");
    expect(message).not.toMatch(/vault/i);
  });

  const FILTERS: readonly Filter[] = [
    { kind: "compare", column: "mail", op: "eq", value: "ann@example.com" },
    { kind: "compare", column: "mail", op: "gte", value: "ab" },
    { kind: "compare", column: "note", op: "neq", value: "first" },
    { kind: "compare", column: "pay", op: "gt", value: "150" },
    { kind: "compare", column: "born", op: "gt", value: "1985-03-04" },
    { kind: "like", column: "mail", pattern: "ann%", insensitive: true },
    { kind: "in", column: "mail", values: ["ann@example.com", "a***@example.com"] },
    { kind: "not", filter: { kind: "is", column: "pay", value: "null" } },
    { kind: "is", column: "note", value: "null" },
    { kind: "compare", column: "pay", op: "eq", value: "no number" },
  ];
  test.for(FILTERS.map((filter) => [JSON.stringify(filter), filter] as const))(
    "is filtered by its masked value: %s",
    async ([, filter]) => {
      const query = (relation: Relation): RowQuery => ({
        ...rowQuery(relation, COLUMNS, ["note", "pay", "-mail", "born", "id"]),
        filter,
        masks: COLUMNS,
      });
      const ask = async (relation: Relation) => {
        try {
          const { columns, rows, more } = await engine().page(query(relation), limits());
          return { columns, rows, more, count: await engine().count(query(relation), limits()) };
        } catch (error) {
          return told(error);
        }
      };
      await same(ask);
    },
  );

  test("is the same in pages, statements and files", async () => {
    const page = await engine().page(rowQuery(twins[0], COLUMNS, ["id"]), limits());
    expect((await run("SELECT * FROM people ORDER BY id", datasets(twins[0]))).rows).toEqual(page.rows);
    await same(async (relation) =>
      (await readBytes(engine(), rowQuery(relation, COLUMNS, ["id"]), { format: "csv", safe: false })).toString(),
    );
    await same(async (relation) => await readPages(engine(), rowQuery(relation, COLUMNS, ["note", "-mail", "id"]), 1));
  });

  test("is in no place of a page", async () => {
    const page = await engine().page(rowQuery(twins[0], COLUMNS, ["mail", "note", "pay", "born"]), limits());
    expect(JSON.stringify(page.keys)).not.toMatch(SECRET);
  });

  test("is in no plan", async () => {
    const text = "SELECT p.mail FROM people p JOIN staff s ON p.mail = s.mail WHERE p.pay > 4711 ORDER BY p.note";
    const plan = await same((relation) => engine().explain(guard(text, datasets(relation)), limits()));
    expect(plan).not.toMatch(/4711|vault|redacted|\*\*\*/);
  });
}
