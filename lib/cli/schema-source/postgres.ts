import pg from "pg";
import { z } from "zod";
import { UsageError } from "#lib/cli/command.ts";
import { postgresFailure } from "#lib/cli/schema-source/postgres-failure.ts";
import { type Relation, relationTable } from "#lib/cli/schema-source/postgres-table.ts";
import { pickTables, type TableChoice } from "#lib/cli/schema-source/table-choice.ts";
import { COLUMNS, CONSTRAINTS, DOMAIN_CHECKS, RELATIONS, UNIQUES, VIEW_SOURCES } from "#lib/intake/postgres-catalog.ts";
import type { TableSchema } from "#lib/intake/table-schema.ts";

/** Milliseconds. The catalog of a database with tens of thousands of tables takes seconds, not minutes. */
const CONNECT_MS = 10_000;
const STATEMENT_MS = 60_000;

const names = z.array(z.string()).nullable();
const RELATION = z.object({
  id: z.string(),
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  description: z.string().nullable(),
  partition_key: z.string().nullable(),
  readable: z.boolean(),
});
const COLUMN = z.object({
  relation: z.string(),
  name: z.string(),
  required: z.boolean(),
  description: z.string().nullable(),
  type: z.string(),
  type_kind: z.string(),
  base_type: z.string().nullable(),
  domain_required: z.boolean(),
  domain: z.string().nullable(),
  labels: names,
});
const CONSTRAINT = z.object({
  relation: z.string(),
  name: z.string(),
  kind: z.string(),
  valid: z.boolean(),
  expression: z.string().nullable(),
  columns: names,
  to_schema: z.string().nullable(),
  to_table: z.string().nullable(),
  to_columns: names,
});
const UNIQUE = z.object({ relation: z.string(), is_primary: z.boolean(), condition: z.string().nullable(), columns: names });
const DOMAIN_CHECK = z.object({ domain: z.string(), name: z.string(), expression: z.string() });
const VIEW_SOURCE = z.object({ relation: z.string(), schema: z.string(), name: z.string() });

export type ColumnRow = z.infer<typeof COLUMN>;
export type ConstraintRow = z.infer<typeof CONSTRAINT>;
export type DomainCheckRow = z.infer<typeof DOMAIN_CHECK>;

export interface PostgresSchema {
  readonly database: string;
  readonly tables: readonly TableSchema[];
  /** `schema.table` of what this user may not read. */
  readonly unreadable: readonly string[];
}

/**
 * Reads what a database says about its tables: in one transaction that can only read, with a limit on its time.
 * @throws UsageError with the reason and a remedy; never with the password.
 */
export async function readPostgres(url: string, choice: TableChoice, signal: AbortSignal): Promise<PostgresSchema> {
  const client = new pg.Client({
    ...connectionOf(url),
    application_name: "touchstone import",
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    query_timeout: STATEMENT_MS + 5_000,
  });
  // A connection that breaks while nothing is asked would end the process otherwise; the next question fails with the reason.
  client.on("error", () => {});
  const stop = () => void client.end().catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    await client.connect();
    await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    // Every name that is not in pg_catalog is written with its schema, whatever this user's search path is.
    await client.query("SET LOCAL search_path = pg_catalog");
    return await readTables(client, choice);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof UsageError) throw error;
    throw postgresFailure(error, url);
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end().catch(() => {});
  }
}

/** @throws UsageError for what is no address of a PostgreSQL database; the message repeats no part of it. */
function connectionOf(url: string): { connectionString: string } {
  if (!/^postgres(?:ql)?:\/\//i.test(url) || !URL.canParse(url))
    throw new UsageError(
      "This is no address of a PostgreSQL database. Write postgresql://user@host:5432/database, or the name of a variable that holds it.",
    );
  return { connectionString: url };
}

async function readTables(client: pg.Client, choice: TableChoice): Promise<PostgresSchema> {
  const rows = async <T extends z.ZodType>(row: T, sql: string, values: readonly unknown[] = []) =>
    z.array(row).parse((await client.query(sql, [...values])).rows);
  const [current] = await rows(z.object({ database: z.string() }), "SELECT current_database() AS database");
  const database = current?.database ?? "database";
  const all = await rows(RELATION, RELATIONS);
  const picked = pickTables(all, choice, `The database ${database}`);
  const ids = [picked.map(({ id }) => id)];
  const columns = Map.groupBy(await rows(COLUMN, COLUMNS, ids), ({ relation }) => relation);
  const constraints = Map.groupBy(await rows(CONSTRAINT, CONSTRAINTS, ids), ({ relation }) => relation);
  const uniques = Map.groupBy(await rows(UNIQUE, UNIQUES, ids), ({ relation }) => relation);
  const domains = Map.groupBy(await rows(DOMAIN_CHECK, DOMAIN_CHECKS), ({ domain }) => domain);
  const readsFrom = Map.groupBy(await rows(VIEW_SOURCE, VIEW_SOURCES, ids), ({ relation }) => relation);
  const tables = picked.map((relation): TableSchema => {
    const parts: Relation = {
      ...relation,
      columns: columns.get(relation.id) ?? [],
      constraints: constraints.get(relation.id) ?? [],
      uniques: (uniques.get(relation.id) ?? []).map(({ is_primary: isPrimary, condition, columns: own }) => ({
        isPrimary,
        condition,
        columns: own ?? [],
      })),
      readsFrom: (readsFrom.get(relation.id) ?? []).map(({ schema, name }) => ({ schema, table: name })),
    };
    return relationTable(parts, domains);
  });
  return { database, tables, unreadable: picked.filter(({ readable }) => !readable).map(({ schema, name }) => `${schema}.${name}`) };
}
