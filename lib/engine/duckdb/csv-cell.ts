import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { textSql } from "#lib/engine/duckdb/canonical-text.ts";

/** Types whose own CSV text is already the canonical one and can never be a formula. */
const AS_IS: readonly Id[] = [
  Id.BOOLEAN,
  Id.TINYINT,
  Id.SMALLINT,
  Id.INTEGER,
  Id.BIGINT,
  Id.UTINYINT,
  Id.USMALLINT,
  Id.UINTEGER,
  Id.UBIGINT,
  Id.HUGEINT,
  Id.UHUGEINT,
  Id.DECIMAL,
  Id.DATE,
  Id.TIME,
  Id.UUID,
];
const NUMBERS: readonly Id[] = [Id.FLOAT, Id.DOUBLE, Id.BIGNUM];

/** First characters that make a spreadsheet run a cell, with the wide forms that some read as the same. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u;
const FORMULA_SQL = "'^[=+\\-@\\t\\r\\n＝＋－＠]'";

/** SQL of a cell of a CSV file. `safe`: text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvCellSql(type: DuckDBType, sql: string, safe: boolean): string {
  if (AS_IS.includes(type.typeId)) return sql;
  const text = textSql(type, sql);
  if (!safe || NUMBERS.includes(type.typeId)) return text;
  return `CASE WHEN regexp_matches(${text}, ${FORMULA_SQL}) THEN '''' || ${text} ELSE ${text} END`;
}

export function csvName(name: string, safe: boolean): string {
  return safe && FORMULA.test(name) ? `'${name}` : name;
}
