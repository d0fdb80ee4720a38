import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { csvLine } from "#lib/engine/csv-line.ts";
import { isFraction, isTimestamp, textSql } from "#lib/engine/duckdb/canonical-text.ts";

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

export interface CsvCell {
  readonly sql: string;
  /** Its text is never empty and holds nothing that is quoted. */
  readonly isPlain: boolean;
}

/** A value as it is told in CSV, before quotes. `safe`: text that a spreadsheet would run as a formula gets a leading apostrophe. */
export function csvCell(type: DuckDBType, sql: string, safe: boolean): CsvCell {
  if (AS_IS.includes(type.typeId) && !isFraction(type)) return { sql, isPlain: true };
  const text = textSql(type, sql);
  if (NUMBERS.includes(type.typeId)) return { sql: text, isPlain: true };
  const isPlain = isTimestamp(type) || isFraction(type);
  if (!safe || isFraction(type)) return { sql: text, isPlain };
  return { sql: `CASE WHEN regexp_matches(${text}, ${FORMULA_SQL}) THEN '''' || ${text} ELSE ${text} END`, isPlain };
}

/** SQL of a text with quotes where CSV wants them (RFC 4180); an empty one has them to tell it from a missing value, which stays NULL. */
export function csvFieldSql(text: string): string {
  const special = [`','`, `'"'`, "chr(10)", "chr(13)"].map((character) => `contains(${text}, ${character})`);
  return `CASE WHEN ${text} = '' OR ${special.join(" OR ")} THEN '"' || replace(${text}, '"', '""') || '"' ELSE ${text} END`;
}

/** The first line, without its end. */
export function csvHead(names: readonly string[], safe: boolean): string {
  const cells = names.map((name) => (safe && FORMULA.test(name) ? `'${name}` : name));
  return csvLine(cells).slice(0, -1);
}
