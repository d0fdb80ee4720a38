/** Types of PostgreSQL as far as text, JSON and masks tell them apart. */

/** `padded` is `character(n)`; `name` what has an order by its text; `other` is known by its text alone. */
export type Scalar =
  | "boolean"
  | "small"
  | "bigint"
  | "numeric"
  | "float4"
  | "float8"
  | "text"
  | "padded"
  | "enum"
  | "date"
  | "time"
  | "timestamp"
  | "timestamptz"
  | "uuid"
  | "bytea"
  | "json"
  | "jsonb"
  | "sortable"
  | "record"
  | "other";

/** `sql` is the type's name as SQL, with its schema where it needs one. */
export type PgType =
  | { readonly kind: "scalar"; readonly scalar: Scalar; readonly sql: string }
  | { readonly kind: "array" | "range" | "multirange"; readonly item: PgType; readonly sql: string }
  | { readonly kind: "composite"; readonly fields: readonly { readonly name: string; readonly type: PgType }[]; readonly sql: string };

/** Object identifiers of types that every server has, which never change. */
const SCALARS: Readonly<Record<number, readonly [Scalar, string]>> = {
  16: ["boolean", "boolean"],
  17: ["bytea", "bytea"],
  18: ["text", '"char"'],
  19: ["text", "name"],
  20: ["bigint", "bigint"],
  21: ["small", "smallint"],
  23: ["small", "integer"],
  25: ["text", "text"],
  26: ["sortable", "oid"],
  114: ["json", "json"],
  142: ["other", "xml"],
  700: ["float4", "real"],
  701: ["float8", "double precision"],
  705: ["text", "text"],
  790: ["sortable", "money"],
  650: ["sortable", "cidr"],
  774: ["sortable", "macaddr8"],
  829: ["sortable", "macaddr"],
  869: ["sortable", "inet"],
  1042: ["padded", "character"],
  1043: ["text", "character varying"],
  1082: ["date", "date"],
  1083: ["time", "time without time zone"],
  1114: ["timestamp", "timestamp without time zone"],
  1184: ["timestamptz", "timestamp with time zone"],
  1186: ["sortable", "interval"],
  1266: ["sortable", "time with time zone"],
  1560: ["sortable", "bit"],
  1562: ["sortable", "bit varying"],
  1700: ["numeric", "numeric"],
  2249: ["record", "record"],
  2950: ["uuid", "uuid"],
  3614: ["sortable", "tsvector"],
  3802: ["jsonb", "jsonb"],
};

export const TEXT: PgType = { kind: "scalar", scalar: "text", sql: "text" };

/** `null`: the server has to be asked. */
export function builtinType(oid: number): PgType | null {
  const found = SCALARS[oid];
  return found === undefined ? null : { kind: "scalar", scalar: found[0], sql: found[1] };
}

/** As `format_type` says it, of built-in types. `mod` is the type modifier, -1 for none. */
export function typeName(type: PgType, mod: number): string {
  if (type.kind !== "scalar" || mod < 0) return type.sql;
  if (type.scalar === "numeric") return `numeric(${((mod - 4) >> 16) & 0xffff},${(((mod - 4) & 0x7ff) ^ 1024) - 1024})`;
  if (["character", "character varying"].includes(type.sql)) return `${type.sql}(${mod - 4})`;
  const [, first, rest] = /^(time(?:stamp)?)( with(?:out)? time zone)$/.exec(type.sql) ?? [];
  return first === undefined ? type.sql : `${first}(${mod})${rest ?? ""}`;
}

export function isNested(type: PgType): boolean {
  return type.kind !== "scalar" || type.scalar === "record";
}

/** The type that DuckDB reads a value's canonical text as. What it would round or does not know stays text. */
export function duckdbType(type: PgType, name: string): string {
  if (type.kind !== "scalar") return "JSON";
  switch (type.scalar) {
    case "boolean":
      return "BOOLEAN";
    case "small":
      return type.sql === "smallint" ? "SMALLINT" : "INTEGER";
    case "bigint":
      return "BIGINT";
    case "float4":
      return "FLOAT";
    case "float8":
      return "DOUBLE";
    case "numeric": {
      const [, precision, scale] = /^numeric\((\d+),(\d+)\)$/.exec(name) ?? [];
      return precision !== undefined && Number(precision) <= 38 && Number(scale) <= Number(precision)
        ? `DECIMAL(${precision},${scale})`
        : "VARCHAR";
    }
    case "date":
      return "DATE";
    case "time":
      return "TIME";
    case "timestamp":
      return "TIMESTAMP";
    case "timestamptz":
      return "TIMESTAMPTZ";
    case "uuid":
      return "UUID";
    case "bytea":
      return "BLOB";
    case "json":
    case "jsonb":
    case "record":
      return "JSON";
    default:
      return "VARCHAR";
  }
}
