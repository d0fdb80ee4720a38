/** What a column's values are for a reader: figures stand right, times make lines. */
export type ColumnKind = "number" | "time" | "boolean" | "bytes" | "text";

const NUMBER =
  /^(?:u?(?:tiny|small|big|huge)?int(?:eger)?|int[1248]|u?int(?:8|16|32|64|128)|decimal|numeric|real|float[48]?|double(?: precision)?|money|oid)(?:\b|\()/i;
const TIME = /^(?:date|timestamp|datetime)/i;
const BYTES = /^(?:blob|bytea|varbinary|binary)/i;

/** By the type as DuckDB, PostgreSQL or Trino write it. Lists and structures are text. */
export function columnKind(type: string): ColumnKind {
  if (/[[{]|^(?:array|row|map|struct|union)\b/i.test(type)) return "text";
  if (NUMBER.test(type)) return "number";
  if (TIME.test(type)) return "time";
  if (/^bool/i.test(type)) return "boolean";
  return BYTES.test(type) ? "bytes" : "text";
}
