/** Functions of the engine that no statement may use, by what they would do. `why` completes "… cannot be used, because it …". */
export interface RefusedGroup {
  readonly why: string;
  readonly names: readonly string[];
  /** Whole families: a new member is refused like the others. */
  readonly prefixes: readonly string[];
}

const group = (why: string, names: string, prefixes = ""): RefusedGroup => ({
  why,
  names: names.split(/\s+/).filter(Boolean),
  prefixes: prefixes.split(/\s+/).filter(Boolean),
});

export const REFUSED_FUNCTIONS: readonly RefusedGroup[] = [
  group("reads files or lists them", "arrow_scan arrow_scan_dumb glob seq_scan sniff_csv", "read_ parquet_"),
  group(
    "reads or runs SQL of its own, which is not checked",
    "check_peg_parser json_deserialize_sql json_execute_serialized_sql json_serialize_plan json_serialize_sql query query_table sql_auto_complete",
  ),
  group(
    "tells about the server and not about data",
    `col_description current_catalog current_connection_id current_database current_query current_query_id current_role current_schema
    current_schemas current_transaction_id current_user format_pg_type format_type get_block_size has_any_column_privilege
    has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege has_function_privilege has_language_privilege
    has_schema_privilege has_sequence_privilege has_server_privilege has_table_privilege has_tablespace_privilege icu_calendar_names
    in_search_path inet_client_addr inet_client_port inet_server_addr inet_server_port map_to_pg_oid obj_description session_user
    shobj_description txid_current user version which_secret`,
    "duckdb_ pg_ pragma_",
  ),
  group("reads settings or variables", "current_setting getvariable"),
  group(
    "changes or reads what outlasts the statement",
    `checkpoint currval disable_logging disable_peg_parser disable_profiling enable_logging enable_peg_parser enable_profiling
    force_checkpoint nextval parse_duckdb_log_message setseed truncate_duckdb_logs write_log`,
  ),
  group("does nothing but wait", "sleep_ms"),
  group("puts values into an error message", "error"),
  group("tells statistics of the files, which masks and row policies do not cover", "stats"),
  group("takes the name of a table as text, which is not checked", "histogram_values summary"),
  group(
    "is made for the engine's own use or for its tests",
    `can_cast_implicitly combine constant_or_null create_sort_key finalize get_type icu_sort_key make_type repeat_row replace_type st_crs
    st_setcrs sum_no_overflow test_all_types test_vector_types variant_bytes_to_variant variant_normalize
    variant_to_parquet_variant vector_type`,
    "__internal_ icu_collate_",
  ),
];

/** Allowed as values, but not in FROM: `histogram` takes the name of a table there, `repeat` needs none. */
export const REFUSED_IN_FROM: readonly string[] = ["histogram", "repeat"];
