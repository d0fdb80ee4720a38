import { stat } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { UsageError } from "#lib/cli/command.ts";
import { pickTables, type TableChoice } from "#lib/cli/schema-source/table-choice.ts";
import type { TableColumn, TableSchema } from "#lib/intake/table-schema.ts";

const TABLES = `
  SELECT schema_name AS schema, table_name AS name, 'table' AS kind, comment AS description FROM duckdb_tables()
  WHERE database_name = current_database() AND NOT internal AND NOT temporary
  UNION ALL
  SELECT schema_name, view_name, 'view', comment FROM duckdb_views()
  WHERE database_name = current_database() AND NOT internal AND NOT temporary
  ORDER BY 1, 2`;
const COLUMNS = `
  SELECT schema_name AS schema, table_name AS "table", column_name AS name, data_type AS type, is_nullable AS nullable, comment AS description
  FROM duckdb_columns() WHERE database_name = current_database() AND NOT internal
  ORDER BY schema_name, table_name, column_index`;
const CONSTRAINTS = `
  SELECT schema_name AS schema, table_name AS "table", constraint_type AS kind, constraint_column_names AS columns,
         expression, constraint_name AS name, referenced_table AS to_table, referenced_column_names AS to_columns
  FROM duckdb_constraints() WHERE database_name = current_database()
  ORDER BY schema_name, table_name, constraint_index`;

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
const TABLE = z.object({ schema: z.string(), name: z.string(), kind: z.string(), description: text });
const COLUMN = z.object({
  schema: z.string(),
  table: z.string(),
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  description: text,
});
const names = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const CONSTRAINT = z.object({
  schema: z.string(),
  table: z.string(),
  kind: z.string(),
  columns: names,
  expression: text,
  name: text,
  to_table: text,
  to_columns: names,
});

/**
 * Reads what a DuckDB database file says about its tables. The file is opened for reading only.
 * @throws UsageError when the file cannot be read, or this installation has no DuckDB.
 */
export async function readDuckDb(path: string, choice: TableChoice): Promise<readonly TableSchema[]> {
  const info = await stat(path).catch(() => null);
  if (info?.isFile() !== true) throw new UsageError(`There is no file ${path}.`);
  const connection = await open(path);
  try {
    const rows = async <T extends z.ZodType>(row: T, sql: string) =>
      z.array(row).parse((await connection.runAndReadAll(sql)).getRowObjectsJS());
    const picked = pickTables(await rows(TABLE, TABLES), choice, `The database ${path}`);
    const key = (schema: string, table: string) => JSON.stringify([schema, table]);
    const columns = Map.groupBy(await rows(COLUMN, COLUMNS), ({ schema, table }) => key(schema, table));
    const constraints = Map.groupBy(await rows(CONSTRAINT, CONSTRAINTS), ({ schema, table }) => key(schema, table));
    return picked.map(({ schema, name, kind, description }): TableSchema => {
      const own = constraints.get(key(schema, name)) ?? [];
      const of = (wanted: string) => own.filter((constraint) => constraint.kind === wanted);
      return {
        schema,
        name,
        kind,
        description,
        columns: (columns.get(key(schema, name)) ?? []).map((column) => toColumn(column, kind === "table")),
        primaryKey: of("PRIMARY KEY")[0]?.columns ?? [],
        uniques: of("UNIQUE").map((unique) => ({ columns: unique.columns, where: null })),
        references: of("FOREIGN KEY").flatMap((one) =>
          one.to_table === null ? [] : [{ columns: one.columns, schema, table: one.to_table, toColumns: one.to_columns }],
        ),
        checks: of("CHECK").flatMap((one) =>
          one.expression === null ? [] : [{ name: one.name ?? one.expression, expression: one.expression }],
        ),
        readsFrom: [],
        remarks: kind === "view" ? ["A view: the database promises nothing about its columns."] : [],
      };
    });
  } catch (error) {
    throw error instanceof UsageError ? error : new UsageError(`The database ${path} cannot be read: ${reasonOf(error)}`, { cause: error });
  } finally {
    connection.closeSync();
  }
}

function toColumn({ name, type, nullable, description }: z.infer<typeof COLUMN>, isTable: boolean): TableColumn {
  const labels = /^ENUM\(('.*')\)$/s.exec(type)?.[1];
  const values =
    labels === undefined ? null : [...labels.matchAll(/'((?:[^']|'')*)'/g)].map(([, label = ""]) => label.replaceAll("''", "'"));
  return { name, type: values === null ? type : "ENUM", required: isTable && !nullable, description, values, comment: null };
}

async function open(path: string): Promise<DuckDBConnection> {
  const duckdb = await import("@duckdb/node-api").catch((error: unknown) => {
    throw new UsageError(
      "DuckDB is not part of this installation of touchstone. Install it beside (`npm install @duckdb/node-api`), or run this in the project itself.",
      { cause: error },
    );
  });
  try {
    const instance = await duckdb.DuckDBInstance.create(path, {
      access_mode: "READ_ONLY",
      // The file is somebody's: its views may name other files, and nothing of this machine should be read for them.
      enable_external_access: "false",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    return await instance.connect();
  } catch (error) {
    const reason = reasonOf(error);
    const remedy = /lock/i.test(reason) ? " Another process has it open for writing: end that, or import a copy." : "";
    throw new UsageError(`${path} cannot be opened as a DuckDB database: ${reason}${remedy}`, { cause: error });
  }
}

/** The first line; the rest of DuckDB's messages are stacks and hints for SQL. */
const reasonOf = (error: unknown) =>
  `${((error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "").replace(/[.\s]+$/, "")}.`;
