import { describe, expect, test } from "vitest";
import type { Source, SourceEngine } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Engine } from "#lib/engine/engine.ts";
import type { Analyzed, GuardedSql, TableMention } from "#lib/engine/guarded-sql.ts";
import type { AppError } from "#lib/errors.ts";
import { type Actor, ANONYMOUS } from "#lib/policy/actor.ts";
import { admits, audiencesOf, scopeOf } from "#lib/policy/scope.ts";
import { type GateDeps, passGate, type Statement } from "#lib/query/gate.ts";
import { columnOf, contractOf, positionOf } from "#lib/store/fixture.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

const AT = new Date("2026-11-22T12:00:00Z");
const person = (...groups: string[]): Actor => ({ kind: "token", id: "1", name: "ada", admin: false, groups });

const source = (id: string, engine: SourceEngine): Source => {
  const urlEnv = engine === "duckdb" ? null : `TOUCHSTONE_SOURCE_${id.toUpperCase()}`;
  return { id, engine, files: null, urlEnv, catalog: null, timezone: "UTC", position: positionOf() };
};

const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: { as: "partial", except: ["crm"] } }),
  columnOf({ name: "hidden", mask: { as: "hide", except: ["hr"] } }),
];
const inPg = (relation: string, where = "pg") => ({ source: where, relation, files: null });
const restricted = { visibility: "restricted", data: "restricted", readers: ["finance"] } as const;

const RECORDS: readonly DatasetRecord[] = [
  contractOf({
    name: "orders",
    source: inPg("sales.orders"),
    aliases: ["old_orders"],
    columns,
    access: { query: "SELECT * FROM prod.orders" },
  }),
  contractOf({ name: "returns", source: inPg("sales.returns"), columns }),
  contractOf({ name: "clicks", source: inPg("web.clicks", "trino"), columns }),
  contractOf({ name: "payroll", source: inPg("hr.payroll"), columns, access: restricted }),
  contractOf({
    name: "ledger",
    title: "Ledger",
    source: inPg("fin.ledger"),
    columns,
    access: { data: "restricted", readers: ["finance"] },
  }),
  contractOf({ name: "copy_a", source: inPg("shared.copy"), columns }),
  contractOf({ name: "copy_b", source: inPg("shared.copy"), columns }),
].map((contract, index) => ({
  ...{ id: `d${index}`, contract, version: "1", commit: null, author: null, updatedAt: AT, createdAt: AT },
  ...{ ...audiencesOf(contract), staleSince: null, latestReport: null },
}));

/** A dialect in which a statement is the list of its tables, and `!` is refused. */
function parse(text: string, dialect: SourceEngine): Analyzed {
  const own = /^(duckdb|postgres|trino|oracle): /.exec(text)?.[1] ?? null;
  if (own !== null && own !== dialect) return { kind: "refused", reason: `This is no ${dialect}.`, at: 0, syntax: true };
  if (text.includes("!")) return { kind: "refused", reason: "Not this.", at: text.indexOf("!"), syntax: false };
  const tables = [...text.matchAll(/[a-zA-Z][\w.-]*(?![\w.:-])/g)].map(
    ({ 0: name, index }): TableMention => ({ name: name.split("."), at: index }),
  );
  return { kind: "passed", tables, parameters: text.split("?").length - 1 };
}

function depsOf(...engines: readonly SourceEngine[]): GateDeps {
  const engine: Pick<Engine, "analyze" | "describe"> = {
    analyze: async (text, dialect) => parse(text, dialect),
    describe: async () => ["id", "mail", "hidden", "unpromised"].map((name) => ({ name, type: "VARCHAR", nullable: true })),
  };
  const admitted = (scope: Statement["scope"]) => RECORDS.filter(({ seenBy }) => admits(scope, seenBy));
  return {
    engine: engine as Engine,
    places: { catalogDir: "/nowhere", dataRoots: [], home: "/nowhere" },
    secret: "a secret for tests, long enough to be one",
    vocabulary: { sources: engines.map((name) => source(name === "postgres" ? "pg" : name, name)), owners: [], policy: POLICY } as never,
    now: () => AT,
    store: {
      findDataset: async (scope, name) =>
        admitted(scope).find(({ contract }) => [contract.name, ...contract.aliases].some((each) => foldName(each) === foldName(name))) ??
        null,
      findByRelation: async (scope, relation) =>
        admitted(scope).filter(({ contract }) =>
          [contract.source?.relation, contract.access.query?.split(" ").at(-1)].some((said) => said != null && said === foldName(relation)),
        ),
      namesNear: async (scope) => admitted(scope).map(({ contract }) => contract.name),
    },
  };
}

const POLICY = { defaultVisibility: null, attributes: [], classifications: {}, dimensionWeights: {}, adminGroups: [] };

async function pass(text: string, given: Partial<Statement> & { engines?: readonly SourceEngine[] } = {}) {
  const { engines = ["duckdb", "postgres", "trino"], ...rest } = given;
  const limits = { timeoutMs: 1_000, signal: new AbortController().signal };
  return await passGate(depsOf(...engines), { text, params: [], scope: scopeOf(ANONYMOUS), maxBytes: 1_024, limits, ...rest });
}

const refusal = async (...args: Parameters<typeof pass>): Promise<Pick<AppError, "code" | "message" | "details">> =>
  pass(...args).then(
    () => Promise.reject(new Error("it passed")),
    ({ code, message, details }: AppError) => ({ code, message, details }),
  );
const boundNames = ({ datasets }: Pick<GuardedSql, "datasets">) => datasets.map(({ name }) => name.join("."));

describe("what passes the gate", () => {
  test("has its text unchanged, its values, and each spelling of a dataset as it stands", async () => {
    const text = "orders Old-Orders prod.orders orders ? -- \n";
    const { sql, datasets } = await pass(text, { params: ["x"] });
    expect(sql).toMatchObject({ dialect: "postgres", text, params: ["x"] });
    expect(boundNames(sql)).toEqual(["orders", "Old-Orders", "prod.orders"]);
    expect(datasets.map(({ record }) => record.contract.name)).toEqual(["orders"]);
  });

  test("has the columns that the reader sees, each with its mask, and no other", async () => {
    const { sql } = await pass("orders");
    expect(sql.datasets[0]?.columns).toEqual([
      { name: "id", mask: null },
      { name: "mail", mask: "partial" },
    ]);
    expect([sql.datasets[0]?.rows, sql.isProtected]).toEqual([null, true]);
    const crm = await pass("orders", { scope: scopeOf(person("crm")) });
    expect(crm.sql.datasets[0]?.columns.at(1)).toEqual({ name: "mail", mask: null });
    // Plans name hidden columns, too.
    expect(crm.sql.isProtected).toBe(true);
    const both = await pass("orders", { scope: scopeOf(person("crm", "hr")) });
    expect(both.sql.isProtected).toBe(false);
  });

  test("reads a dataset by the relation that it declares, also when a hidden one declares it too", async () => {
    expect(boundNames((await pass("sales.orders")).sql)).toEqual(["sales.orders"]);
    expect((await refusal("shared.copy")).message).toBe(
      "'shared.copy' is the relation of 'copy_a' and 'copy_b'. Write which dataset you mean.",
    );
  });

  test("is of the dialect of its tables' engine, whatever else it would pass as", async () => {
    expect((await pass("orders")).sql.dialect).toBe("postgres");
    expect((await pass("clicks")).sql.dialect).toBe("trino");
    expect((await pass("postgres: orders")).sql.dialect).toBe("postgres");
    expect(await refusal("duckdb: orders")).toMatchObject({ code: "TS-QUERY-001", message: "This is no postgres." });
    expect(await refusal("postgres: clicks")).toMatchObject({ code: "TS-QUERY-001", message: "This is no trino." });
  });

  test("may read no dataset at all, and is then the embedded engine's where there is one", async () => {
    expect((await pass("1")).sql.dialect).toBe("duckdb");
    expect((await pass("1", { engines: [] })).sql.dialect).toBe("duckdb");
    expect((await pass("1", { engines: ["trino"] })).sql.dialect).toBe("trino");
  });
});

describe("what is refused", () => {
  test.for([
    [
      "too long a text, in bytes",
      "ä".repeat(513),
      "TS-API-008",
      "The statement is longer than 1 KiB, the most that you may send.",
      "body.sql",
    ],
    ["nothing", " \n ", "TS-QUERY-001", "The statement is empty.", "body.sql"],
    ["a null character", "a\n\0", "TS-QUERY-001", "The statement has a null character in it.", "sql:2:1"],
    ["what the engine's parser refuses", "orders\n  !", "TS-QUERY-002", "Not this.", "sql:2:3"],
    ["what is no SQL in any dialect", "oracle: orders", "TS-QUERY-001", "This is no duckdb.", "sql:1:1"],
    ["an unknown name", "orders\n x ordres", "TS-QUERY-001", "There is no dataset 'x'.", "sql:2:2"],
    ["a misspelt name, with the nearest", "ordres", "TS-QUERY-001", "There is no dataset 'ordres'. Did you mean 'orders'?", "sql:1:1"],
    ["a relation that is nobody's", "prod.payroll", "TS-QUERY-001", "There is no dataset 'prod.payroll'.", "sql:1:1"],
    [
      "two sources",
      "orders clicks",
      "TS-QUERY-003",
      "A statement reads from one source, and this one from two: orders is in the source 'pg', and clicks is in the source 'trino'.",
      "sql:1:8",
    ],
    ["too few values", "orders ?", "TS-QUERY-001", "The statement has 1 parameter, and 0 values were given.", "body.params"],
  ] as const)("%s", async ([, text, code, message, path]) => {
    const found = await refusal(text);
    expect([found.code, found.message, found.details[0]?.path]).toEqual([code, message, path]);
  });

  test("values that nothing asks for", async () => {
    expect((await refusal("orders", { params: [1, 2] })).message).toBe("The statement has no parameters, and 2 values were given.");
  });

  test("a hidden dataset, in the words of one that does not exist", async () => {
    for (const name of ["payroll", "hr.payroll", "PAYROLL"]) {
      const [hidden, absent] = [await refusal(`orders ${name}`), await refusal(`orders ${name.replace(/l/gi, "q")}`)];
      expect({ ...hidden, message: hidden.message.replace(name, "…") }).toMatchObject({ code: "TS-QUERY-001" });
      expect(hidden.message.replace(name, "…")).toBe(absent.message.replace(name.replace(/l/gi, "q"), "…"));
    }
    expect((await refusal("payrol")).message).toBe("There is no dataset 'payrol'.");
    expect((await refusal("payrol", { scope: scopeOf(person("finance")) })).message).toContain("Did you mean 'payroll'?");
    expect(boundNames((await pass("payroll", { scope: scopeOf(person("finance")) })).sql)).toEqual(["payroll"]);
  });

  test("a dataset that may be seen but not read, with the way to ask", async () => {
    const { code, message, details } = await refusal("orders\nledger");
    expect([code, message]).toEqual(["TS-ACCESS-001", expect.stringMatching(/^You may not read the rows of Ledger\./)]);
    expect(details).toEqual([{ path: "sql:2:1", message }]);
    expect(boundNames((await pass("ledger", { scope: scopeOf(person("finance")) })).sql)).toEqual(["ledger"]);
  });

  test("and each table that was looked up until then is told", async () => {
    const seen: string[] = [];
    await refusal("orders payroll returns", { seen: (name, record) => seen.push(`${name} ${record?.id}`) });
    expect(seen).toEqual(["orders d0", "payroll undefined"]);
  });
});
