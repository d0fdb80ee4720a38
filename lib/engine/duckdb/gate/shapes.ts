/**
 * The grammar of what may run: every kind of node that the engine's parser can give back and that is allowed, with every field of it.
 * A kind or a field that is not here is refused, so what a new version of the engine adds passes only when somebody has read it.
 */

/**
 * How a field is read. `value`: it holds no part of a statement (constants, aliases, names of columns, switches). `absent`: it must be
 * empty. `ctes`: read before the rest. The others name what is below.
 */
export type Kind =
  | "value"
  | "absent"
  | "ctes"
  | "expression"
  | "node"
  | "table"
  | "modifier"
  | "type"
  | "statement"
  | "case"
  | "replacement"
  | "order"
  | "pivot"
  | "pivotEntry"
  | "cte";
export type Part = Kind | `${Kind}[]` | `${Kind}[][]`;

export type Shape = Readonly<Record<string, Part>>;

const call: Shape = {
  function_name: "value",
  // Checked by name before the fields are read.
  schema: "value",
  catalog: "value",
  children: "expression[]",
  distinct: "value",
};

/** By `class`. */
export const EXPRESSIONS: Readonly<Record<string, Shape>> = {
  BETWEEN: { input: "expression", lower: "expression", upper: "expression" },
  CASE: { case_checks: "case[]", else_expr: "expression" },
  CAST: { child: "expression", cast_type: "type", try_cast: "value" },
  COLLATE: { child: "expression", collation: "value" },
  COLUMN_REF: { column_names: "value" },
  COMPARISON: { left: "expression", right: "expression" },
  CONJUNCTION: { children: "expression[]" },
  CONSTANT: { value: "value" },
  FUNCTION: { ...call, filter: "expression", order_bys: "modifier", is_operator: "value", export_state: "absent" },
  LAMBDA: { lhs: "expression", expr: "expression", syntax_type: "value" },
  OPERATOR: { children: "expression[]" },
  PARAMETER: { identifier: "value" },
  POSITIONAL_REFERENCE: { index: "value" },
  STAR: {
    relation_name: "value",
    exclude_list: "value",
    qualified_exclude_list: "value",
    replace_list: "replacement[]",
    rename_list: "value",
    columns: "value",
    expr: "expression",
    unpacked: "value",
  },
  SUBQUERY: { subquery_type: "value", subquery: "statement", child: "expression", comparison_type: "value" },
  WINDOW: {
    ...call,
    partitions: "expression[]",
    orders: "order[]",
    start: "value",
    end: "value",
    start_expr: "expression",
    end_expr: "expression",
    offset_expr: "expression",
    default_expr: "expression",
    ignore_nulls: "value",
    filter_expr: "expression",
    exclude_clause: "value",
    arg_orders: "order[]",
  },
};

/** By `type`, of the class OPERATOR. */
export const OPERATORS: ReadonlySet<string> = new Set(
  `ARRAY_CONSTRUCTOR ARRAY_EXTRACT ARRAY_SLICE COMPARE_IN COMPARE_NOT_IN GROUPING_FUNCTION OPERATOR_COALESCE OPERATOR_IS_NOT_NULL
  OPERATOR_IS_NULL OPERATOR_NOT OPERATOR_TRY OPERATOR_UNPACK STRUCT_EXTRACT`.split(/\s+/),
);

/** What an expression over one row may be made of: no subquery, no parameter, nothing about several rows or columns at once. */
export const ROW_EXPRESSIONS: ReadonlySet<string> = new Set(
  "BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA OPERATOR".split(" "),
);

const query: Shape = { modifiers: "modifier[]", cte_map: "ctes" };

/** Query nodes by `type`. */
export const NODES: Readonly<Record<string, Shape>> = {
  SELECT_NODE: {
    ...query,
    select_list: "expression[]",
    from_table: "table",
    where_clause: "expression",
    group_expressions: "expression[]",
    group_sets: "value",
    aggregate_handling: "value",
    having: "expression",
    sample: "value",
    qualify: "expression",
  },
  SET_OPERATION_NODE: { ...query, setop_type: "value", setop_all: "value", left: "node", right: "node" },
  // `left` and `right` see different names: the walk reads them itself.
  RECURSIVE_CTE_NODE: {
    ...query,
    cte_name: "value",
    union_all: "value",
    left: "value",
    right: "value",
    aliases: "value",
    key_targets: "expression[]",
  },
};

const from: Shape = { sample: "value", column_name_alias: "value" };

/** What stands in FROM, by `type`. */
export const TABLES: Readonly<Record<string, Shape>> = {
  // Its name is read by the walk.
  BASE_TABLE: { ...from, catalog_name: "value", schema_name: "value", table_name: "value", at_clause: "absent" },
  SUBQUERY: { ...from, subquery: "statement" },
  JOIN: {
    ...from,
    left: "table",
    right: "table",
    condition: "expression",
    join_type: "value",
    ref_type: "value",
    using_columns: "value",
    delim_flipped: "value",
    duplicate_eliminated_columns: "expression[]",
  },
  // The function is looked up among those of FROM, and read by the walk.
  TABLE_FUNCTION: { ...from, function: "value", with_ordinality: "value" },
  EXPRESSION_LIST: { ...from, expected_names: "value", expected_types: "value", values: "expression[][]" },
  EMPTY: from,
  PIVOT: {
    ...from,
    source: "table",
    aggregates: "expression[]",
    unpivot_names: "value",
    pivots: "pivot[]",
    groups: "value",
    include_nulls: "value",
  },
  // DESCRIBE and SUMMARIZE of a query. SHOW has no query.
  SHOW_REF: { ...from, table_name: "value", query: "node", show_type: "value", catalog_name: "value", schema_name: "value" },
};

export const MODIFIERS: Readonly<Record<string, Shape>> = {
  ORDER_MODIFIER: { orders: "order[]" },
  LIMIT_MODIFIER: { limit: "expression", offset: "expression" },
  LIMIT_PERCENT_MODIFIER: { limit: "expression", offset: "expression" },
  DISTINCT_MODIFIER: { distinct_on_targets: "expression[]" },
};

/** What carries no kind of its own: its place tells. */
export const ENTRIES = {
  case: { when_expr: "expression", then_expr: "expression" },
  replacement: { key: "value", value: "expression" },
  order: { type: "value", null_order: "value", expression: "expression" },
  pivot: { pivot_expressions: "expression[]", unpivot_names: "value", entries: "pivotEntry[]", pivot_enum: "absent" },
  pivotEntry: { values: "value", star_expr: "expression", expr: "expression", alias: "value" },
  statement: { node: "node", named_param_map: "value" },
  cte: { aliases: "value", query: "statement", materialized: "value", key_targets: "expression[]" },
} as const satisfies Record<string, Shape>;

/** Descriptions of types by `type`; they hold other types and constants only. */
export const TYPE_INFOS: ReadonlySet<string> = new Set(
  `ARRAY_TYPE_INFO DECIMAL_TYPE_INFO ENUM_TYPE_INFO GENERIC_TYPE_INFO LIST_TYPE_INFO STRING_TYPE_INFO STRUCT_TYPE_INFO
  UNBOUND_TYPE_INFO`.split(/\s+/),
);
/** Types that the parser leaves to be looked up by name. Any other name is a type that somebody made, and nobody can. */
export const NAMED_TYPES: ReadonlySet<string> = new Set(["enum", "json"]);
