import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { CHANCE } from "#lib/contract/chance.ts";
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from "#lib/engine/duckdb/gate/allowed-functions.ts";
import { functionRefusal, tableFunctionRefusal } from "#lib/engine/duckdb/gate/functions.ts";
import { isEngineTable, isEngineWord } from "#lib/engine/duckdb/gate/names.ts";
import { REFUSED_FUNCTIONS, REFUSED_IN_FROM } from "#lib/engine/duckdb/gate/refused-functions.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRows().map((row) => row.map(String));
const engine = (await rows("SELECT DISTINCT lower(function_name), function_type FROM duckdb_functions()")).map(
  ([name = "", kind = ""]) => ({
    name,
    kind,
  }),
);
const allowed = Object.values(ALLOWED_FUNCTIONS).flat();

function isRefused(name: string): boolean {
  return REFUSED_FUNCTIONS.some(({ names, prefixes }) => names.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)));
}

test("every function of the engine is either allowed or refused for a reason", () => {
  const values = engine.filter(({ kind }) => ["scalar", "aggregate", "macro"].includes(kind)).map(({ name }) => name);
  const tables = engine.filter(({ kind }) => ["table", "table_macro"].includes(kind)).map(({ name }) => name);
  expect(new Set(engine.map(({ kind }) => kind))).toEqual(new Set(["scalar", "aggregate", "macro", "table", "table_macro", "pragma"]));
  expect(values.filter((name) => !allowed.includes(name) && !isRefused(name))).toEqual([]);
  expect(tables.filter((name) => !ALLOWED_TABLE_FUNCTIONS.includes(name) && !isRefused(name))).toEqual(
    expect.arrayContaining([...REFUSED_IN_FROM]),
  );
  expect(tables.filter((name) => !ALLOWED_TABLE_FUNCTIONS.includes(name) && !isRefused(name))).toHaveLength(REFUSED_IN_FROM.length);
});

test("no function is allowed and refused, and the lists name only what the engine has", () => {
  const names = new Set(engine.map(({ name }) => name));
  expect(allowed.filter(isRefused)).toEqual([]);
  expect(allowed.filter((name, index) => allowed.indexOf(name) !== index)).toEqual([]);
  expect([...allowed, ...ALLOWED_TABLE_FUNCTIONS].filter((name) => !names.has(name))).toEqual([]);
  expect(REFUSED_FUNCTIONS.flatMap((group) => group.names).filter((name) => !names.has(name))).toEqual([]);
  const families = REFUSED_FUNCTIONS.flatMap(({ prefixes }) => prefixes);
  expect(families.filter((prefix) => ![...names].some((name) => name.startsWith(prefix)))).toEqual([]);
});

test("those that give another value each time are known as such", async () => {
  const volatile = (await rows("SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE stability = 'VOLATILE'")).flat();
  expect(volatile).toContain("random");
  expect(volatile.filter((name) => allowed.includes(name) && !CHANCE.duckdb.has(name))).toEqual([]);
  expect([...CHANCE.duckdb].filter((name) => !allowed.includes(name))).toEqual([]);
});

test("every view of the engine's own is known as one", async () => {
  const views = await rows("SELECT schema_name, view_name FROM duckdb_views() WHERE internal");
  expect(views.length).toBeGreaterThan(40);
  expect(views.filter(([schema = "", view = ""]) => !isEngineTable([schema, view]) && !isEngineTable([view]))).toEqual([]);
  expect(isEngineTable(["orders"])).toBe(false);
});

test("every word that the engine answers without a bracket is the time, or refused, or the constant user", async () => {
  const answered: string[] = [];
  for (const name of [...engine.map((one) => one.name), "localtime", "localtimestamp", "current_time", "current_timestamp"]) {
    const prepared = await connection.prepare(`SELECT "${name}"`).catch(() => null);
    prepared?.destroySync();
    if (prepared !== null) answered.push(name);
  }
  const about = new Set(["current_date", "current_time", "current_timestamp", "localtime", "localtimestamp", "user"]);
  expect(answered.filter((name) => !isEngineWord([name]) && !about.has(name))).toEqual([]);
  expect(answered).toContain("current_schema");
  expect(await rows("SELECT user")).toEqual([["duckdb"]]);
});

test("a refusal names the function, says why, and finds the one that was meant", () => {
  expect(functionRefusal("LOWER")).toBeNull();
  expect(functionRefusal("read_csv")).toBe("The function read_csv cannot be used, because it reads files or lists them.");
  expect(functionRefusal("Read_Anything_New")).toContain("reads files");
  expect(functionRefusal("date_trunk")).toBe("There is no function date_trunk that a statement may use; did you mean date_trunc?");
  expect(functionRefusal("cont")).toBe("There is no function cont that a statement may use; did you mean count?");
  expect(functionRefusal("lenght")).toContain("did you mean length?");
  expect(functionRefusal("foo")).toBe("There is no function foo that a statement may use.");
  expect(functionRefusal("x".repeat(500))?.length).toBeLessThan(150);
  expect(tableFunctionRefusal("range")).toBeNull();
  expect(tableFunctionRefusal("lower")).toBe(
    "The function lower cannot stand in FROM: only generate_series, json_each, json_tree, range and unnest may.",
  );
});
