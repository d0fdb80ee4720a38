/** Parts of PostgreSQL's grammar that a statement may be made of, as the parser names them. What is not here is refused. */

export const ALLOWED_NODES: ReadonlySet<string> = new Set(
  `A_ArrayExpr A_Const A_Expr A_Indices A_Indirection A_Star Alias BitString BoolExpr Boolean BooleanTest CTECycleClause CTESearchClause
   CaseExpr CaseWhen CoalesceExpr CollateClause ColumnDef ColumnRef CommonTableExpr Float FuncCall GroupingFunc GroupingSet Integer
   JoinExpr JsonAggConstructor JsonArrayAgg JsonArrayConstructor JsonArrayQueryConstructor JsonBehavior JsonFormat JsonFuncExpr
   JsonIsPredicate JsonKeyValue JsonObjectAgg JsonObjectConstructor JsonOutput JsonParseExpr JsonReturning JsonScalarExpr
   JsonSerializeExpr JsonValueExpr List MinMaxExpr NamedArgExpr NullTest ParamRef RangeFunction RangeSubselect RangeVar ResTarget RowExpr
   SQLValueFunction SelectStmt SortBy String SubLink TypeCast TypeName WindowDef WithClause`.split(/\s+/),
);

/** Fields whose value the parser writes without the name of its kind. */
export const INLINE_FIELDS: Readonly<Record<string, string>> = {
  larg: "SelectStmt",
  rarg: "SelectStmt",
  withClause: "WithClause",
  alias: "Alias",
  typeName: "TypeName",
  over: "WindowDef",
  collClause: "CollateClause",
  search_clause: "CTESearchClause",
  cycle_clause: "CTECycleClause",
  output: "JsonOutput",
  returning: "JsonReturning",
  format: "JsonFormat",
  value: "JsonValueExpr",
  context_item: "JsonValueExpr",
  expr: "JsonValueExpr",
  arg: "JsonKeyValue",
  on_empty: "JsonBehavior",
  on_error: "JsonBehavior",
  constructor: "JsonAggConstructor",
};

/** Types that texts may be cast to. Those of the reg… family look names up in the catalog; types of schemas may run code of their own. */
export const ALLOWED_TYPES: ReadonlySet<string> = new Set(
  `bit bool box bpchar bytea char cidr circle date datemultirange daterange float4 float8 inet int2 int4 int4multirange int4range int8
   int8multirange int8range interval json jsonb jsonpath line lseg macaddr macaddr8 money numeric nummultirange numrange path point polygon
   text time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector uuid varbit varchar`.split(/\s+/),
);

/** Functions that make a value of such a type of another one, or tell its parts. Many columns are called so. */
export const HARMLESS_BEHIND_DOT: ReadonlySet<string> = new Set([
  ...ALLOWED_TYPES,
  ..."name oid xml enum_first enum_last enum_range".split(" "),
]);

/** Columns that every table has besides its own. */
export const SYSTEM_COLUMNS: ReadonlySet<string> = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]);

export const ALLOWED_VALUE_FUNCTIONS: ReadonlySet<string> = new Set(
  `SVFOP_CURRENT_DATE SVFOP_CURRENT_TIME SVFOP_CURRENT_TIME_N SVFOP_CURRENT_TIMESTAMP SVFOP_CURRENT_TIMESTAMP_N SVFOP_LOCALTIME
   SVFOP_LOCALTIME_N SVFOP_LOCALTIMESTAMP SVFOP_LOCALTIMESTAMP_N`.split(/\s+/),
);

/** What the refused parts are called by those who write SQL. */
export const PART_WORDS: Readonly<Record<string, string>> = {
  RangeTableSample: "TABLESAMPLE reads a table itself, which is not possible here; use ORDER BY random() LIMIT n",
  RangeTableFunc: "XMLTABLE is not allowed",
  JsonTable: "JSON_TABLE is not allowed; use jsonb_to_recordset or jsonb_path_query",
  XmlExpr: "XML functions are not allowed",
  XmlSerialize: "XML functions are not allowed",
  LockingClause: "FOR UPDATE and FOR SHARE lock rows, and a statement can only read",
  SetToDefault: "DEFAULT has no meaning in a statement that reads",
  CurrentOfExpr: "cursors are not allowed",
  MergeSupportFunc: "a statement can only read",
};
