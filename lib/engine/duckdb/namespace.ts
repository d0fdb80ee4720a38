/**
 * What a statement sees: a database of its own in memory, with a view for each dataset under the name that the text uses. The view
 * has the visible columns in their masked form and the rows of the policy, so the text itself can stay as it was checked.
 */
import { randomBytes } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import { foldName } from "#lib/engine/duckdb/gate/names.ts";
import type { OnConnect, OpenFiles, OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { maskSql } from "#lib/engine/duckdb/mask-sql.ts";
import { checkedPolicy } from "#lib/engine/duckdb/policy-sql.ts";
import type { Binding } from "#lib/engine/duckdb/protocol.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";

export interface NamespaceDeps {
  readonly open: OpenFiles;
  readonly parser: DuckDBConnection;
  readonly maskSecret: string;
  readonly onConnect: OnConnect;
}

/** Databases that every instance has: a dataset cannot be called by the name of one. */
const TAKEN = ["memory", "system", "temp", "main"];

/**
 * Gives `use` a connection of its own in the namespace, and removes both afterwards, however `use` ends. What cannot be removed
 * ends the whole instance (`onStuck`), so that no later statement can meet it.
 */
export async function inNamespace<T>(
  deps: NamespaceDeps,
  bindings: readonly Binding[],
  { use, onStuck }: { use: (connection: DuckDBConnection) => Promise<T>; onStuck: () => void },
): Promise<T> {
  const { open, onConnect } = deps;
  // Not to be guessed, so that no text can name it.
  const own = `tst_${randomBytes(8).toString("hex")}`;
  const databases = [own, ...foreignDatabases(bindings)];
  const connection = await open.instance.connect();
  try {
    onConnect(connection);
    for (const database of databases) await connection.run(`ATTACH ':memory:' AS ${quoteName(database)}`);
    const seen = new Map<string, string>();
    for (const binding of bindings) {
      const place = placeOf(binding.name, databases, own);
      const folded = foldName(place.join("\0"));
      const view = await viewSql(deps, binding);
      const before = seen.get(folded);
      if (before !== undefined && before !== view) throw twoMeanings(binding.name);
      if (before !== undefined) continue;
      seen.set(folded, view);
      const [database, schema] = place.map(quoteName);
      if (place[1] !== "main") await connection.run(`CREATE SCHEMA IF NOT EXISTS ${database}.${schema}`);
      await connection.run(`CREATE VIEW ${place.map(quoteName).join(".")} AS ${view}`);
    }
    await connection.run(`USE ${quoteName(own)}`);
    return await use(connection);
  } finally {
    onConnect(null);
    connection.closeSync();
    await detachAll(open.connection, databases).catch(onStuck);
  }
}

/** `orders` and `main.orders` are one name for the engine, though two datasets may be called so. */
function twoMeanings(name: readonly string[]): Fault {
  const sentence = `${name.join(".")} and another name in this statement are the same to the engine, but not the same dataset. Call one of them by another of its names.`;
  return new Fault("statement", "one name for two datasets", { sentence, details: [] });
}

function foreignDatabases(bindings: readonly Binding[]): readonly string[] {
  const named = new Map<string, string>();
  for (const { name } of bindings) {
    const [first = ""] = name;
    if (name.length > 1 && (TAKEN.slice(0, 3).includes(first.toLowerCase()) || (name.length > 2 && first.toLowerCase() === "main"))) {
      const sentence = `A statement cannot name ${name.join(".")}, because the engine itself has something called ${first}.`;
      throw new Fault("statement", "a taken name", { sentence, details: [] });
    }
    if (name.length > 2) named.set(first.toLowerCase(), first);
  }
  return [...named.values()];
}

/** Database, schema and view of a name of one to three parts. */
function placeOf(name: readonly string[], databases: readonly string[], own: string): [string, string, string] {
  const [a = "", b = "", c = ""] = name;
  if (name.length === 1) return [own, "main", a];
  if (name.length === 3) return [a, b.toLowerCase() === "main" ? "main" : b, c];
  // Of two parts the first may be a database or a schema; where there is such a database, the engine takes it.
  const isDatabase = databases.some((database) => database.toLowerCase() === a.toLowerCase());
  return isDatabase ? [a, "main", b] : [own, a.toLowerCase() === "main" ? "main" : a, b];
}

async function viewSql({ open, parser, maskSecret }: NamespaceDeps, binding: Binding): Promise<string> {
  const relation = open.relations[binding.relation];
  if (relation === undefined) throw new Fault("internal", "a binding without its relation");
  const columns = columnsSql(relation, binding, maskSecret);
  if (binding.rows === null) return `SELECT ${columns} FROM ${relation.from}`;
  const policy = await checkedPolicy({ parser, connection: open.connection }, relation, binding.rows);
  // OFFSET 0 changes no row, but the engine moves no condition through it: the reader's never meets a row that the policy removes.
  return `SELECT ${columns} FROM (SELECT * FROM ${relation.from} WHERE ${policy} OFFSET 0)`;
}

function columnsSql({ types }: OpenRelation, { columns }: Binding, maskSecret: string): string {
  const seen = new Set<string>();
  const fields = columns.flatMap(({ name, mask }) => {
    const folded = name.toLowerCase();
    if (seen.has(folded)) return [];
    seen.add(folded);
    const type = types.get(folded);
    if (type === undefined) throw new Fault("column", `no column ${name}`);
    return [`${maskSql(mask, { sql: quoteName(name), type }, maskSecret).sql} AS ${quoteName(name)}`];
  });
  if (fields.length === 0) throw new Fault("column", "a dataset without a visible column");
  return fields.join(", ");
}

async function detachAll(connection: DuckDBConnection, databases: readonly string[]): Promise<void> {
  for (const database of databases) await connection.run(`DETACH DATABASE IF EXISTS ${quoteName(database)}`);
}
