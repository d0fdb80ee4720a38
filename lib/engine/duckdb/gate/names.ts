/** Names as the engine compares them, and names that can mean something outside of the datasets. */

/**
 * The engine folds ASCII letters only. Folding more would take `K` (the Kelvin sign) for `k`, and a CTE of one name would hide a table of
 * the other.
 */
export function foldName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

const FILE_ENDING =
  /\.(arrow|avro|csv|db|db3|ddb|duckdb|feather|geojson|gz|ipc|json|jsonl|ndjson|orc|parquet|pq|sqlite|sqlite3|sql|tsv|txt|xls|xlsx|yaml|yml|zip|zst|zstd)$/;

/** The engine would look for a file of that name if there were no table. */
export function looksLikeFile(name: string): boolean {
  return /[/\\:*?]/.test(name) || FILE_ENDING.test(foldName(name));
}

const ENGINE_SCHEMAS: ReadonlySet<string> = new Set(["information_schema", "memory", "pg_catalog", "system", "temp"]);

/** Views of the engine that are found without a schema before them. `names.test.ts` compares them with the engine's own. */
const ENGINE_VIEWS: ReadonlySet<string> = new Set(
  `duckdb_columns duckdb_constraints duckdb_databases duckdb_indexes duckdb_logs duckdb_schemas duckdb_tables duckdb_types duckdb_views
  pragma_database_list sqlite_master sqlite_schema sqlite_temp_master sqlite_temp_schema pg_am pg_attrdef pg_attribute pg_class
  pg_collation pg_constraint pg_database pg_depend pg_description pg_enum pg_index pg_indexes pg_namespace pg_prepared_statements pg_proc
  pg_sequence pg_sequences pg_settings pg_tables pg_tablespace pg_type pg_views`.split(/\s+/),
);

/** `["pg_catalog", "pg_class"]`, `["duckdb_tables"]`: tables about the server. */
export function isEngineTable(name: readonly string[]): boolean {
  const folded = name.map(foldName);
  return folded.slice(0, -1).some((part) => ENGINE_SCHEMAS.has(part)) || ENGINE_VIEWS.has(folded.at(-1) ?? "");
}

/** Words that the engine answers like functions where no column has that name, and that tell about the server. */
const ENGINE_WORDS: ReadonlySet<string> = new Set(["current_catalog", "current_role", "current_schema", "current_user", "session_user"]);

export function isEngineWord(column: readonly string[]): boolean {
  return column.length === 1 && ENGINE_WORDS.has(foldName(column[0] ?? ""));
}

/** Likewise, but about nothing: the time, and `user`, which is always `duckdb` and may well be a column. */
export const VALUE_WORDS: ReadonlySet<string> = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "localtime",
  "localtimestamp",
]);
