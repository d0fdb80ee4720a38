/**
 * Cells of a spreadsheet as XML, in SQL. What a spreadsheet would change stays text: a number keeps 15 digits there, a date begins
 * with March 1900 (before it the programs disagree about a day).
 */
import { DuckDBDecimalType, type DuckDBType, DuckDBTypeId as Id } from "@duckdb/node-api";
import { isFloat, isTimestamp, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { STYLES } from "#lib/engine/duckdb/encode/xlsx-parts.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";

const SMALL: readonly Id[] = [Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.UTINYINT, Id.USMALLINT, Id.UINTEGER];
const LARGE: readonly Id[] = [Id.BIGINT, Id.UBIGINT, Id.HUGEINT, Id.UHUGEINT];
const UNSIGNED: readonly Id[] = [Id.UBIGINT, Id.UHUGEINT];
const DIGITS = 15;

/** SQL of a cell; never NULL. `sql` is a column reference. */
export function xlsxCellSql(type: DuckDBType, sql: string): string {
  return `coalesce(${cellSql(type, sql)}, '<c/>')`;
}

/** SQL of the text that a text cell of this type may hold; `null`: it is always short. */
export function longTextSql(type: DuckDBType, sql: string): string | null {
  const isShort = SMALL.includes(type.typeId) || LARGE.includes(type.typeId) || type.typeId === Id.BOOLEAN || type.typeId === Id.DATE;
  return isShort || isFloat(type) || isTimestamp(type) || type instanceof DuckDBDecimalType ? null : textSql(type, sql);
}

function cellSql(type: DuckDBType, sql: string): string {
  const text = textSql(type, sql);
  if (SMALL.includes(type.typeId)) return numberSql(text);
  if (LARGE.includes(type.typeId)) {
    const most = "9".repeat(DIGITS);
    // The largest of them cannot be compared with a negative number.
    const fits = UNSIGNED.includes(type.typeId) ? `${sql} <= CAST('${most}' AS ${type})` : `${sql} BETWEEN -${most} AND ${most}`;
    return eitherSql(fits, numberSql(text), text);
  }
  if (type instanceof DuckDBDecimalType) {
    if (type.width <= DIGITS) return numberSql(text);
    const whole = DIGITS - type.scale;
    return whole < 0 ? textCellSql(text) : eitherSql(`abs(${sql}) < CAST('1${"0".repeat(whole)}' AS HUGEINT)`, numberSql(text), text);
  }
  if (isFloat(type)) return eitherSql(`isfinite(${sql}) AND abs(${sql}) < 9.99e307`, numberSql(text), text);
  if (type.typeId === Id.BOOLEAN) return `'<c t="b"><v>' || CAST(CAST(${sql} AS INTEGER) AS VARCHAR) || '</v></c>'`;
  if (type.typeId === Id.DATE) {
    const days = `CAST(date_diff('day', DATE '1899-12-30', ${sql}) AS VARCHAR)`;
    return eitherSql(`${sql} BETWEEN DATE '1900-03-01' AND DATE '9999-12-31'`, numberSql(days, STYLES.date), text);
  }
  if (isTimestamp(type)) {
    const time = type.typeId === Id.TIMESTAMP_TZ ? sql : `CAST(${sql} AS TIMESTAMP)`;
    const micros = `epoch_us(${time})`;
    const days = `CAST((${micros} + 2209161600000000) / 86400000000 AS VARCHAR)`;
    const cell = `CASE WHEN ${micros} % 1000000 = 0 THEN ${numberSql(days, STYLES.second)} ELSE ${numberSql(days, STYLES.millisecond)} END`;
    return eitherSql(`${time} >= '1900-03-01' AND ${time} < '9999-12-31'`, cell, text);
  }
  return textCellSql(text);
}

function eitherSql(fits: string, cell: string, text: string): string {
  return `CASE WHEN ${fits} THEN ${cell} ELSE ${textCellSql(text)} END`;
}

function numberSql(text: string, style?: number): string {
  return `'<c${style === undefined ? "" : ` s="${style}"`}><v>' || ${text} || '</v></c>'`;
}

/** Text that would be taken for a formula or number when somebody edits the cell; its style keeps it text even then. */
const ENTERED = `'^[=+\\-@\\t\\r\\n＝＋－＠0-9.]'`;
/** Characters that XML cannot hold. */
const CONTROL = String.raw`\x00-\x08\x0B\x0C\x0E-\x1F\x{FFFE}\x{FFFF}`;

function textCellSql(text: string): string {
  const style = `CASE WHEN regexp_matches(${text}, ${ENTERED}) THEN ' s="${STYLES.text}"' ELSE '' END`;
  return `'<c t="inlineStr"' || ${style} || '><is><t xml:space="preserve">' || ${xmlSql(text)} || '</t></is></c>'`;
}

/** As `xmlText` writes it. */
function xmlSql(text: string): string {
  const part = "tst_part";
  const parts = `regexp_extract_all(${text}, ${quoteText(`[${CONTROL}]|[^${CONTROL}]+`)}, 0, 's')`;
  const coded = `CASE WHEN regexp_matches(${part}, ${quoteText(`^[${CONTROL}]`)}) THEN printf('_x%04X_', unicode(${part})) ELSE ${part} END`;
  const guarded = `regexp_replace(${text}, '_(x[0-9A-Fa-f]{4}_)', '_x005F_\\1', 'g')`;
  const printable = `CASE WHEN regexp_matches(${text}, ${quoteText(`[${CONTROL}]`)}) THEN array_to_string(list_transform(${parts.replace(text, guarded)}, lambda ${part}: ${coded}), '') WHEN contains(${text}, '_x') THEN ${guarded} ELSE ${text} END`;
  return `replace(replace(replace(replace(${printable}, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), chr(13), '&#13;')`;
}
