import { basename } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { type DataHarness, openDataHarness, type Reply } from "#lib/server/data/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const TEXTS = ["", "a", "A b", "x,y", 'say "hi"', "(p)", "50%", "a_b", "ä", "back\\slash", "not.eq", "null"];
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const pick = (list: readonly string[], by: string) => `[${list.join(", ")}][1 + (i * ${by}) % ${list.length}]`;
/** Values of each kind, missing ones too. `secret` never comes without its mask. */
const TABLE = `SELECT i AS id, CASE WHEN i % 7 = 0 THEN NULL ELSE (i * 13) % 11 - 5 END AS n,
  CASE WHEN i % 5 = 0 THEN NULL ELSE ((i * 37) % 23 - 11) / 4 END::DECIMAL(10,2) AS d,
  CASE WHEN i % 9 = 0 THEN NULL ELSE ${pick(TEXTS.map(text), "5")} END AS t,
  CASE WHEN i % 8 = 0 THEN NULL ELSE DATE '2025-12-28' + (i % 9)::INTEGER END AS day,
  CASE i % 3 WHEN 0 THEN true WHEN 1 THEN false END AS ok,
  CASE WHEN i % 6 = 0 THEN NULL ELSE chr(97 + (i % 3)::INTEGER) || i || '@' || CASE WHEN i % 2 = 0 THEN 'x.org' ELSE 'y.org' END END AS mail,
  CASE WHEN i % 4 = 0 THEN NULL ELSE DATE '1980-02-03' + (i * 200)::INTEGER END AS born,
  i AS secret, i % 3 AS "limit", i % 4 AS "or", i % 5 AS "a.b" FROM range(60) t(i)`;
/** The same as the public sees it, by hand. */
const SEEN = `SELECT id, n, d, t, day, ok, left(mail, 1) || '***@' || split_part(mail, '@', 2) AS mail,
  make_date(year(born), 1, 1) AS born, NULL::INTEGER AS secret, "limit", "or", "a.b" FROM (${TABLE})`;

const mask = (as: "partial" | "year" | "null" | "hide") => ({ as, except: ["crm"] });
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  ...["n", "d", "t", "day", "ok", "limit", "or", "a.b"].map((name) => columnOf({ name })),
  columnOf({ name: "mail", mask: mask("partial") }),
  columnOf({ name: "born", mask: mask("year") }),
  columnOf({ name: "secret", mask: mask("null") }),
];

let duckdb: DuckDbHarness;
let http: DataHarness;

beforeAll(async () => {
  duckdb = await openHarness();
  const { paths } = await duckdb.relationOf(TABLE);
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  const hidden = columns.map((column) => (column.name === "t" ? { ...column, mask: mask("hide") } : column));
  http = await openDataHarness({
    engine: duckdb.engine(),
    folder: duckdb.folder,
    datasets: [
      { name: "kinds", source, columns },
      { name: "discreet", source, columns: hidden },
    ],
  });
  await duckdb.readDirectly(`CREATE TABLE seen AS ${SEEN}`);
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});

/** A condition in both languages. `alone`: `column=op.value`; `nested`: inside of brackets. */
interface Said {
  readonly alone: readonly [string, string];
  readonly nested: string;
  readonly sql: string;
}

const quoted = (value: string) => (/^[^,()"\\ .]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`);
const sqlName = (name: string) => `"${name}"`;

function leafOf(column: string, op: string, value: string, sql: string): Said {
  return { alone: [column, `${op}.${value}`], nested: `${quoted(column)}.${op}.${quoted(value)}`, sql: `(${sql})` };
}

const SIGNS = { eq: "=", neq: "<>", gt: ">", gte: ">=", lt: "<", lte: "<=" } as const;
const KINDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  id: fc.integer({ min: -1, max: 60 }).map(String),
  n: fc.integer({ min: -6, max: 6 }).map(String),
  d: fc.integer({ min: -12, max: 12 }).map((value) => (value / 4).toFixed(2)),
  t: fc.constantFrom(...TEXTS, "zz"),
  day: fc.integer({ min: 26, max: 31 }).map((day) => `2025-12-${day}`),
  mail: fc.constantFrom("a***@x.org", "b***@y.org", "b1@y.org", "c"),
  born: fc.constantFrom("1980-01-01", "1980-02-03", "1985-01-01", "1999-06-01"),
  secret: fc.integer({ min: 0, max: 60 }).map(String),
};
const column = fc.constantFrom(...Object.keys(KINDS));
const valuesOf = (name: string) => KINDS[name] ?? fc.constant("0");

const compared = column.chain((name) =>
  fc
    .tuple(fc.constantFrom(...(Object.keys(SIGNS) as (keyof typeof SIGNS)[])), valuesOf(name))
    .map(([op, value]) => leafOf(name, op, value, `${sqlName(name)} ${SIGNS[op]} ${text(value)}`)),
);
const listed = column.chain((name) =>
  fc.array(valuesOf(name), { minLength: 0, maxLength: 4 }).map((values): Said => {
    const list = `in.(${values.map(quoted).join()})`;
    const sql = values.length === 0 ? "false" : `${sqlName(name)} IN (${values.map(text).join(", ")})`;
    return { alone: [name, list], nested: `${name}.${list}`, sql: `(${sql})` };
  }),
);
const empty = fc
  .tuple(fc.constantFrom("n", "d", "t", "day", "ok", "mail", "born", "secret"), fc.constantFrom("null", "not_null", "NULL"))
  .map(([name, word]) => leafOf(name, "is", word, `${sqlName(name)} IS ${word === "not_null" ? "NOT NULL" : "NULL"}`));
const truth = fc.constantFrom("true", "false").map((word) => leafOf("ok", "is", word, `ok IS NOT DISTINCT FROM ${word}`));
const alike = fc
  .tuple(
    fc.constantFrom("t", "mail"),
    fc.constantFrom("like", "ilike"),
    fc.constantFrom("*", "a*", "*B", "A*", "_", "%,%", "*\\%", "a\\_b", "*@y.org", "x*y", '*"*', "*\\\\*"),
  )
  .map(([name, op, pattern]) =>
    leafOf(name, op, pattern, `${sqlName(name)} ${op === "like" ? "LIKE" : "ILIKE"} ${text(pattern.replaceAll("*", "%"))} ESCAPE '\\'`),
  );

const { said } = fc.letrec<{ said: Said }>((tie) => ({
  said: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(compared, listed, empty, truth, alike),
    fc.oneof(compared, listed, empty, truth, alike).map(({ alone: [name, value], nested, sql }): Said => {
      const at = nested.length - value.length;
      const start = nested.startsWith('"') ? nested.indexOf('".') + 2 : nested.indexOf(".") + 1;
      return at < 0
        ? { alone: [name, `not.${value}`], nested, sql }
        : { alone: [name, `not.${value}`], nested: `${nested.slice(0, start)}not.${nested.slice(start)}`, sql: `(NOT ${sql})` };
    }),
    fc
      .tuple(fc.constantFrom("", "not."), fc.constantFrom("and", "or"), fc.array(tie("said"), { minLength: 1, maxLength: 3 }))
      .map(([not, kind, parts]): Said => {
        const inner = `(${parts.map(({ nested }) => nested).join(",")})`;
        const sql = `(${parts.map((part) => part.sql).join(kind === "and" ? " AND " : " OR ")})`;
        return { alone: [`${not}${kind}`, inner], nested: `${not}${kind}${inner}`, sql: not === "" ? sql : `(NOT ${sql})` };
      }),
  ),
}));

async function idsOf(query: URLSearchParams, headers = {}): Promise<number[]> {
  const reply = await http.ask(`/v1/kinds?select=id&limit=100&${query}`, { headers });
  expect(reply.status, `${decodeURIComponent(query.toString())} ${reply.text.slice(0, 300)}`).toBe(200);
  return (JSON.parse(reply.text) as { data: { id: number }[] }).data.map(({ id }) => id);
}

async function directly(sql: string): Promise<number[]> {
  return (await duckdb.readDirectly(`SELECT id FROM seen WHERE ${sql} ORDER BY id`)).map(([id]) => Number(id));
}

describe("for any filter", () => {
  test("the rows are those that the same condition gives in SQL over what the reader sees", async () => {
    let [some, none] = [0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 3 }), async (conditions) => {
        const query = new URLSearchParams(conditions.map(({ alone: [name, value] }) => [name, value]));
        const expected = await directly(conditions.map(({ sql }) => sql).join(" AND "));
        expect(await idsOf(query), conditions.map(({ sql }) => sql).join(" AND ")).toEqual(expected);
        if (expected.length === 0) none += 1;
        else some += 1;
      }),
      { numRuns: 250, seed: 20261122 },
    );
    // Neither of the two may be all there is.
    expect(Math.min(some, none)).toBeGreaterThan(20);
  });

  test("the count is that of SQL, and so are the rows of a file", async () => {
    await fc.assert(
      fc.asyncProperty(said, async ({ alone, sql }) => {
        const expected = await directly(sql);
        const query = new URLSearchParams([[...alone]]);
        const page = await http.ask(`/v1/kinds?limit=1&${query}`, { headers: { Prefer: "count=exact" } });
        expect(JSON.parse(page.text).page.total).toBe(expected.length);
        const csv = await http.ask(`/export/kinds?select=id&order=id&${query}`);
        expect(csv.text).toBe(["id", ...expected, ""].join("\n"));
      }),
      { numRuns: 40, seed: 7 },
    );
  });
});

describe("a mask", () => {
  const crm = () => ({ Authorization: http.bearer("crm") });

  test("stands before the filter: what it hides cannot be asked for", async () => {
    expect(await idsOf(new URLSearchParams([["mail", "eq.b1@y.org"]]))).toEqual([]);
    expect(await idsOf(new URLSearchParams([["secret", "gt.10"]]))).toEqual([]);
    expect(await idsOf(new URLSearchParams([["born", "eq.1980-08-21"]]))).toEqual([]);
    expect(await idsOf(new URLSearchParams([["mail", "eq.b1@y.org"]]), crm())).toEqual([1]);
    expect(await idsOf(new URLSearchParams([["secret", "gt.57"]]), crm())).toEqual([58, 59]);
    expect(await idsOf(new URLSearchParams([["born", "eq.1980-08-21"]]), crm())).toEqual([1]);
  });

  test("is part of a cursor: one from before it was lifted does not open after", async () => {
    const first = await http.ask("/v1/kinds?mail=like.a*&limit=2&select=id");
    const { next } = JSON.parse(first.text).page;
    const again = await http.ask(`/v1/kinds?mail=like.a*&limit=2&select=id&cursor=${next}`, { headers: crm() });
    expect(again.text).toContain("TS-API-005");
  });
});

describe("a walk by cursors", () => {
  test("sees each row that fits once, and ends at the cursor of another filter", async () => {
    const seen: number[] = [];
    let path: string | null = "/v1/kinds?n=gt.0&n=lt.4&select=id&order=n.desc&limit=3";
    let cursor = "";
    while (path !== null) {
      const reply: Reply = await http.ask(path);
      const { data, page } = JSON.parse(reply.text) as { data: { id: number }[]; page: { next: string | null } };
      seen.push(...data.map(({ id }) => id));
      cursor = page.next ?? cursor;
      path = /<http:\/\/[^/]+(\/[^>]*)>/.exec(String(reply.headers.link))?.[1] ?? null;
    }
    expect(seen.sort((a, b) => a - b)).toEqual(await directly("n > 0 AND n < 4"));
    for (const other of ["n=gt.0", "n=gt.0&n=lt.5", "n=lt.4&n=gt.0", ""])
      expect((await http.ask(`/v1/kinds?${other}&select=id&order=n.desc&limit=3&cursor=${cursor}`)).text).toContain("TS-API-005");
  });
});

describe("columns that are called like something else", () => {
  test.for([
    ['"limit"=eq.1', '"limit" = 1'],
    ["and=(limit.eq.1)", '"limit" = 1'],
    ['"or"=in.(1,2)', '"or" IN (1, 2)'],
    ['or=(or.eq.1,"limit".eq.2)', '"or" = 1 OR "limit" = 2'],
    ["a.b=lt.2", '"a.b" < 2'],
    ['and=("a.b".lt.2,N.gt.0)', '"a.b" < 2 AND n > 0'],
  ])("%s", async ([query = "", sql = ""]) => {
    expect(await idsOf(new URLSearchParams(query))).toEqual(await directly(sql));
  });
});

describe("refusals", () => {
  const problemOf = async (query: string, dataset = "kinds") => {
    const reply = await http.ask(`/v1/${dataset}?${query}`);
    const { detail, errors, type } = JSON.parse(reply.text) as { detail: string; errors: { path: string }[]; type: string };
    return { status: reply.status, detail, path: errors[0]?.path, code: type.split("/").at(-1) };
  };

  test.for([
    ["dya=eq.2025-12-28", "TS-API-004", "query.dya", "'dya' is not a parameter, nor a column of kinds; did you mean 'day'?"],
    ["limt=3", "TS-API-004", "query.limt", "did you mean 'limit'?"],
    ["whatever=eq.3", "TS-API-004", "query.whatever", "Besides columns it takes select, order, require, limit, cursor."],
    ["or=(dya.eq.1)", "TS-API-003", "query.or", "'dya' is not a column of kinds. Did you mean 'day'?"],
    ["n=5", "TS-API-003", "query.n", "'5' is no operator"],
    ["n=eq.many", "TS-API-003", "query.n", "many"],
    ["day=gt.yesterday", "TS-API-003", "query.day", "yesterday"],
    ["ok=eq.perhaps", "TS-API-003", "query.ok", "perhaps"],
    ["n=is.true", "TS-API-003", "query.n", "neither true nor false"],
    ["n=in.(1,two)", "TS-API-003", "query.n", "two"],
    ["t=eq.%00", "TS-API-003", "query.t", "null character"],
  ] as const)("%s", async ([query, code, path, words]) => {
    const problem = await problemOf(query);
    expect(problem).toMatchObject({ status: 400, code, path });
    expect(problem.detail).toContain(words);
  });

  test("a hidden column is in no way different from one that does not exist", async () => {
    for (const query of [
      "NAME=eq.a",
      "NAME=5",
      "or=(NAME.eq.a,id.eq.1)",
      "and=(NAME.foo)",
      '"NAME"=eq.a',
      "NAME=is.null&NAME=not.is.null",
    ]) {
      const [hidden, absent] = [
        await problemOf(query.replaceAll("NAME", "t"), "discreet"),
        await problemOf(query.replaceAll("NAME", "u"), "discreet"),
      ];
      expect(
        JSON.parse(
          JSON.stringify(absent)
            .replaceAll("'u'", "'t'")
            .replaceAll("query.u", "query.t")
            .replaceAll('"u', '"t')
            .replaceAll('u\\"', 't\\"'),
        ),
      ).toEqual(hidden);
    }
  });

  test("nothing of this was an error of ours", () => {
    expect(http.logged).toEqual([]);
  });
});
