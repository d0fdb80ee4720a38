import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import type { PgType, Scalar } from "#lib/engine/postgres/pg-type.ts";

/** Types whose own text in a COPY is the canonical one already and can never be a formula: nothing is done to them. */
const AS_IS: readonly Scalar[] = ["small", "bigint", "numeric", "date", "time", "uuid"];
/** Those whose text is what it is, but may be anything. */
const TEXTS: readonly Scalar[] = ["text", "enum", "json", "jsonb", "sortable", "other"];
const NEVER_FORMULAS: readonly Scalar[] = ["float4", "float8", "boolean", "timestamp", "timestamptz", "bytea"];

/** First characters that make a spreadsheet run a cell, with the wide forms that some read as the same. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const FORMULA_SQL = "'^[-=+@\\t\\r\\n＝＋－＠]'";

/** SQL of a cell of a CSV file. `safe`: text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvCellSql(type: PgType, sql: string, safe: boolean): string {
  const scalar = type.kind === "scalar" ? type.scalar : null;
  if (scalar !== null && AS_IS.includes(scalar)) return sql;
  // A cast would be slower.
  if (scalar === "boolean") return `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END`;
  const text = scalar !== null && TEXTS.includes(scalar) ? sql : textSql(type, sql);
  if (!safe || (scalar !== null && NEVER_FORMULAS.includes(scalar))) return text;
  const bare = textSql(type, sql);
  return `CASE WHEN ${bare} ~ ${FORMULA_SQL} THEN '''' || ${bare} ELSE ${bare} END`;
}

export function csvName(name: string, safe: boolean): string {
  return safe && FORMULA.test(name) ? `'${name}` : name;
}
