import type { LogicalType } from "#lib/contract/contract.ts";

const NAMES: Readonly<Record<LogicalType, string>> = {
  string:
    "string str varchar varchar2 nvarchar nvarchar2 char nchar character bpchar text ntext tinytext mediumtext longtext clob nclob uuid uniqueidentifier citext enum utf8 keyword xml interval inet character-varying",
  integer:
    "int integer bigint smallint tinyint mediumint hugeint int1 int2 int4 int8 int16 int32 int64 int128 int256 uint uint8 uint16 uint32 uint64 ubigint uinteger usmallint utinyint uhugeint byteint long short byte serial bigserial smallserial",
  number: "float double real number float4 float8 float16 float32 float64 double-precision binary_float binary_double",
  decimal: "decimal numeric dec fixed money smallmoney bignumeric bigdecimal number-with-scale",
  boolean: "bool boolean bit logical",
  date: "date date32",
  timestamp:
    "timestamp timestamptz datetime datetime2 datetime64 smalldatetime datetimeoffset timestamp_ntz timestamp_ltz timestamp_tz timestamp_s timestamp_ms timestamp_us timestamp_ns timestampntz timestampltz timestamp-with-time-zone timestamp-without-time-zone timestamp-with-local-time-zone",
  time: "time timetz time64 time-with-time-zone time-without-time-zone",
  binary: "binary varbinary bytes bytea blob tinyblob mediumblob longblob raw image",
  array: "array list repeated",
  object: "object struct record row map union",
  json: "json jsonb variant super any",
};

const isLogical = (name: string): name is LogicalType => Object.hasOwn(NAMES, name);
/** The types that checks know, whatever a database calls them. */
export const LOGICAL_TYPES: readonly LogicalType[] = Object.keys(NAMES).filter(isLogical);

const TYPES = new Map<string, LogicalType>();
for (const [logical, names] of Object.entries(NAMES) as [LogicalType, string][]) {
  for (const name of names.split(" ")) TYPES.set(name, logical);
}

/** Names that open a bracket of further types: `STRUCT(a INT)` is one type. */
export const NESTING_TYPES: ReadonlySet<string> = new Set(["struct", "map", "row", "union", "enum", "array", "list", "record"]);

/** The logical type of a type as databases write it, in any case; `null` when it is unknown. */
export function findLogicalType(type: string): LogicalType | null {
  const source = type.trim().toLowerCase();
  if (source.endsWith("]")) return "array";
  const words = source
    .replace(/[<(][\s\S]*[>)]/, "")
    .trim()
    .replace(/^unsigned\s+|\s+unsigned$/, "")
    .replace(/\s+/g, "-");
  if (words === "number" && /\(\s*\d+\s*,/.test(source)) return "decimal";
  return TYPES.get(words) ?? null;
}
