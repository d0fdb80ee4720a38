import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Access, Column, DatasetContract, Mask, Owner, Source } from "#lib/contract/contract.ts";
import type { Engine, RowQuery } from "#lib/engine/engine.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import { ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import { audiencesOf, type Scope, scopeOf } from "#lib/policy/scope.ts";
import { openExport } from "#lib/query/export.ts";
import { NO_FILTERS } from "#lib/query/filter-text.ts";
import type { DataDeps } from "#lib/query/readable.ts";
import { openRows, type RowParams } from "#lib/query/rows.ts";
import { trustHeaders } from "#lib/query/trust-headers.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

const AT = { file: "f.yaml", line: 1, column: 1 };
const NOW = new Date("2026-11-22T12:00:00Z");
let home: string;
let asked: RowQuery[] = [];
let more = true;
let present = ["id", "mail", "total", "note", "hidden", "extra"];

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "touchstone-rows-"));
  mkdirSync(join(home, "data", "shop"), { recursive: true });
  writeFileSync(join(home, "data", "shop", "orders.parquet"), "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  asked = [];
  more = true;
  present = ["id", "mail", "total", "note", "hidden", "extra"];
});

function unused<K extends keyof Engine>(...names: readonly K[]): Pick<Engine, K> {
  const refuse = async () => Promise.reject(new Error("not asked for in these tests"));
  return Object.fromEntries(names.map((name) => [name, refuse])) as unknown as Pick<Engine, K>;
}

/** Answers one row of the names that it was asked for. */
const engine: Engine = {
  describe: async () => present.map((name) => ({ name, type: "VARCHAR", nullable: true })),
  page: async (query) => {
    asked.push(query);
    const columns = query.columns.map(({ name }) => ({ name, type: "VARCHAR", nullable: true }));
    return { columns, rows: [columns.map(({ name }) => `value of ${name}`)], keys: [[...query.order.map(() => "key"), "9", "1"]], more };
  },
  copy: async (query) => {
    asked.push(query);
    return { bytes: new PassThrough(), done: Promise.resolve({ rows: 1 }), expectedRows: null };
  },
  ...unused("count", "estimate", "analyze", "run", "copySql", "explain", "discover", "scan", "probe"),
  newest: async (_relation, column) => `newest of ${column}`,
  health: async () => ({ state: "ready", detail: null }),
  close: async () => {},
};

function column(name: string, more: Partial<Column> = {}): Column {
  return {
    name,
    type: "STRING",
    logicalType: "string",
    description: null,
    primaryKey: false,
    required: false,
    unique: false,
    values: null,
    min: null,
    max: null,
    exclusiveMin: false,
    exclusiveMax: false,
    pattern: null,
    references: null,
    classification: null,
    term: null,
    mask: null,
    position: AT,
    ...more,
  };
}

const mask = (as: Mask["as"]): Mask => ({ as, except: ["crm"] });
const COLUMNS = [
  column("id", { primaryKey: true }),
  column("mail", { classification: "pii", mask: mask("partial") }),
  column("total"),
  column("note"),
  column("hidden", { mask: mask("hide") }),
];
const ACCESS: Access = { query: null, export: null, api: null, visibility: "everyone", data: "everyone", readers: [], rows: null };

function recordOf({
  access = ACCESS,
  columns = COLUMNS,
  freshness = "total",
}: {
  access?: Access;
  columns?: readonly Column[];
  freshness?: string;
} = {}): DatasetRecord {
  const contract: DatasetContract = {
    name: "orders",
    title: "Orders",
    description: "",
    domain: null,
    owner: "shop-team",
    tags: [],
    terms: [],
    tier: null,
    status: "active",
    replacedBy: null,
    doc: null,
    source: { source: null, relation: "orders", files: null },
    sla: null,
    freshness: { promised: "< 1 day", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: freshness, position: AT },
    qualityTarget: null,
    columns,
    checks: [],
    monitors: [],
    upstream: [],
    version: "1.4.0",
    aliases: [],
    access,
    examples: [],
    custom: {},
    odcs: {},
    inferred: [],
    promises: [],
    position: AT,
    hash: "0".repeat(64),
  };
  const audiences = audiencesOf(contract);
  return {
    id: "d1",
    contract,
    version: "1.4.0",
    commit: null,
    author: null,
    updatedAt: NOW,
    createdAt: NOW,
    ...audiences,
    staleSince: null,
    latestReport: null,
  };
}

const OWNER: Owner = {
  id: "shop-team",
  title: "Shop team",
  description: null,
  slack: "#shop",
  email: "shop@example.com",
  oncall: null,
  members: [],
  alerts: [],
  position: AT,
};

function deps(sourceFolder = "shop"): DataDeps {
  const source: Source = { id: "lake", engine: "duckdb", files: sourceFolder, urlEnv: null, catalog: null, timezone: "UTC", position: AT };
  return {
    engine,
    places: { catalogDir: home, dataRoots: [join(home, "data")], home },
    secret: "a secret for tests, long enough to be one",
    vocabulary: { sources: [source], owners: [OWNER] },
    now: () => NOW,
  };
}

const limits = { timeoutMs: 1_000, signal: new AbortController().signal };
const PUBLIC = scopeOf(ANONYMOUS);
const group = (name: string): Scope => scopeOf({ kind: "token", id: "t", name: "t", admin: false, groups: [name] });
const params = (more: Partial<RowParams> = {}): RowParams => ({
  select: null,
  order: null,
  limit: 10,
  cursor: null,
  filters: NO_FILTERS,
  count: null,
  ...more,
});

async function list(more: Partial<RowParams> = {}, { scope = PUBLIC, record = recordOf(), with: given = deps() } = {}) {
  const open = await openRows(given, { record, scope, params: params(more), limits });
  const [{ columns, rows, ...answer }, asOf] = [await open.read(), await open.readAsOf()];
  const named = rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
  return { ...answer, asOf, rows: named };
}

async function failureOf(run: Promise<unknown>): Promise<AppError> {
  const failure = await run.then(
    () => null,
    (error: unknown) => error,
  );
  if (failure instanceof AppError) return failure;
  throw new Error(`expected a failure, got ${String(failure)}`);
}

describe("columns", () => {
  test("are those of the contract that the reader may see and the data has, masked as policy says", async () => {
    present = ["ID", "mail", "note", "hidden", "extra"];
    const { rows, asOf } = await list();
    expect(rows).toEqual([{ id: "value of id", mail: "value of mail", note: "value of note" }]);
    expect(asked[0]?.columns).toEqual([
      { name: "id", mask: null },
      { name: "mail", mask: "partial" },
      { name: "note", mask: null },
    ]);
    expect(asOf).toBe("newest of total");
  });

  test("are unmasked for the groups that the mask names, and for the app itself", async () => {
    await list({}, { scope: group("crm") });
    await list({}, { scope: scopeOf(SYSTEM) });
    for (const query of asked) expect(query.columns.map((each) => each.mask)).toEqual([null, null, null, null, null]);
  });

  test("a hidden one answers like one that does not exist, in select and order", async () => {
    for (const where of ["select", "order"] as const) {
      const hidden = await failureOf(list({ [where]: "hidden" }));
      const absent = await failureOf(list({ [where]: "hiddem" }));
      expect(hidden.code).toBe("TS-API-003");
      expect(hidden.message).toBe(absent.message.replace("hiddem", "hidden"));
      expect((await failureOf(list({ [where]: "extra" }))).message).toBe(absent.message.replace("hiddem", "extra"));
    }
    expect((await failureOf(list({ select: "totl" }))).message).toContain("total");
    expect((await failureOf(list({ select: "hide" }))).message).not.toContain("hidden");
  });

  test("a promised one that the data lacks is named", async () => {
    present = ["id"];
    expect((await failureOf(list({ select: "note" }))).message).toMatch(/promised/);
  });

  test("a second spelling of a name shows nothing that the first one masks", async () => {
    await list({}, { record: recordOf({ columns: [...COLUMNS, column("MAIL"), column("Hidden")] }) });
    expect(asked[0]?.columns.filter(({ mask: each }) => each !== "partial").map(({ name }) => name)).toEqual(["id", "total", "note"]);
  });

  test("named like parts of every object are data like others", async () => {
    present = ["__proto__", "constructor"];
    const record = recordOf({ columns: [column("__proto__"), column("constructor")] });
    const { rows } = await list({ order: "__proto__.desc" }, { record });
    expect(Object.entries(rows[0] ?? {})).toEqual([
      ["__proto__", "value of __proto__"],
      ["constructor", "value of constructor"],
    ]);
    expect(Object.hasOwn(asked[0]?.masks ?? {}, "__proto__")).toBe(true);
  });
});

describe("order", () => {
  test("ends with the key, and carries the mask of columns that are not selected", async () => {
    await list({ select: "note", order: "mail.desc" });
    expect(asked[0]?.order).toEqual([
      { column: "mail", descending: true },
      { column: "id", descending: false },
    ]);
    expect(asked[0]?.masks).toEqual({ mail: "partial", id: null });
  });

  test("without a key is that of the first columns", async () => {
    await list({}, { record: recordOf({ columns: COLUMNS.map((each) => ({ ...each, primaryKey: false })) }) });
    expect(asked[0]?.order.map((term) => term.column)).toEqual(["id", "mail", "total"]);
  });
});

describe("cursors", () => {
  test("go on from the last row, for the same query and reader only", async () => {
    const { next } = await list({ select: "id,note" });
    const cursor = next ?? "";
    await list({ select: "id,note", cursor });
    expect(asked[1]?.after).toEqual(["key", "9", "1"]);
    // Each is begun only when it is awaited: a refusal that nobody waits for yet would count as unhandled.
    for (const other of [
      () => list({ cursor }),
      () => list({ select: "id,note", order: "note", cursor }),
      () => list({ select: "id,note", cursor }, { scope: group("x") }),
    ])
      expect((await failureOf(other())).code).toBe("TS-API-005");
  });

  test("do not open after a column of theirs was masked", async () => {
    const { next } = await list({ select: "id,note", order: "note" });
    const masked = recordOf({ columns: COLUMNS.map((each) => (each.name === "note" ? { ...each, mask: mask("hash") } : each)) });
    expect((await failureOf(list({ select: "id,note", order: "note", cursor: next }, { record: masked }))).code).toBe("TS-API-005");
  });

  test("end with the rows", async () => {
    more = false;
    expect((await list()).next).toBeNull();
  });
});

describe("access", () => {
  test("is refused with the way to get it to those who may see but not read", async () => {
    const record = recordOf({ access: { ...ACCESS, data: "restricted", readers: ["finance"] } });
    const failure = await failureOf(list({}, { record }));
    expect(failure.code).toBe("TS-ACCESS-001");
    expect(failure.message).toMatch(/shop@example\.com or #shop on Slack/);
    expect((await list({}, { record, scope: group("finance") })).rows).toHaveLength(1);
    expect(
      (await failureOf(openExport(deps(), { record, scope: PUBLIC, params: params(), format: { format: "parquet" }, limits }))).code,
    ).toBe("TS-ACCESS-001");
  });

  test("to rows under a row policy is to those that it leaves, in pages and in files", async () => {
    const record = recordOf({ access: { ...ACCESS, rows: "total > 5" } });
    await list({}, { record });
    await (await openExport(deps(), { record, scope: PUBLIC, params: params(), format: { format: "parquet" }, limits })).start(limits);
    expect(asked.map(({ rows }) => rows)).toEqual([{ parts: ["total > 5"] }, { parts: ["total > 5"] }]);
  });

  test("to rows under a row policy about a claim that the reader has not is refused", async () => {
    const record = recordOf({ access: { ...ACCESS, rows: ["note = $", "{user.region}"].join("") } });
    expect((await failureOf(list({}, { record }))).code).toBe("TS-ACCESS-001");
    expect(asked).toEqual([]);
  });

  test("the age of the data is not told from a masked column", async () => {
    expect((await list({}, { record: recordOf({ freshness: "mail" }) })).asOf).toBeNull();
    expect((await list({}, { record: recordOf({ freshness: "hidden" }) })).asOf).toBeNull();
  });

  test("without data says why", async () => {
    const failure = await failureOf(list({}, { with: deps("nowhere") }));
    expect(isAppError(failure, "TS-DATA-001")).toBe(true);
    expect(failure.message).not.toContain(home);
  });
});

describe("exports", () => {
  test("come as the rows lie, and are named after dataset, day and contract", async () => {
    const { filename, contentType, asOf, start } = await openExport(deps(), {
      record: recordOf(),
      scope: PUBLIC,
      params: params(),
      format: { format: "csv", safe: true },
      limits,
    });
    expect(filename).toBe("orders-2026-11-22-v1.4.0.csv");
    expect(contentType).toMatch(/^text\/csv/);
    expect(asOf).toBe("newest of total");
    await start(limits);
    expect(asked[0]?.order).toEqual([]);
    expect(asked[0]?.limit).toBeNull();
    expect(asked[0]?.columns.map((each) => each.mask)).toEqual([null, "partial", null, null]);
  });
});

test("trust travels in headers that any version survives", () => {
  expect(trustHeaders({ status: "unknown", asOf: null, contractVersion: "1.0\r\nX: y ü" })).toEqual({
    "Touchstone-Status": "unknown",
    "Touchstone-Contract": "1.0__X: y _",
  });
  expect(trustHeaders({ status: "ready", asOf: "2026-01-01T00:00:00.000Z", contractVersion: "2" })["Touchstone-As-Of"]).toBe(
    "2026-01-01T00:00:00.000Z",
  );
});
