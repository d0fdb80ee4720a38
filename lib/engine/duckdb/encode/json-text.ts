/** Cells as JSON text, in SQL: parsed, they are the values that a page of rows gives. */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { isFloat, isJson, isNested, isTimestamp, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";

/** Their text is a JSON number or word. */
const BARE: readonly Id[] = [Id.BOOLEAN, Id.TINYINT, Id.SMALLINT, Id.INTEGER, Id.UTINYINT, Id.USMALLINT, Id.UINTEGER];
/** Their text holds nothing that JSON would quote. */
const PLAIN: readonly Id[] = [Id.DECIMAL, Id.HUGEINT, Id.UHUGEINT, Id.BIGNUM, Id.DATE, Id.TIME, Id.TIME_TZ, Id.UUID, Id.BLOB];

/** SQL of one row as the text of a JSON object on one line, with its keys in this order. `sql`: JSON text or NULL. */
export function jsonObjectSql(fields: readonly { readonly name: string; readonly sql: string }[]): string {
  const parts = fields.flatMap(({ name, sql }, index) => [
    quoteText(`${index === 0 ? "{" : ","}${JSON.stringify(name)}:`),
    `coalesce(${sql}, 'null')`,
  ]);
  return `concat(${[...parts, "'}'"].join(", ")})`;
}

/** SQL of a value as JSON text; NULL stays NULL. `sql` is a column reference: it is named several times. */
export function jsonTextSql(type: DuckDBType, sql: string): string {
  if (BARE.includes(type.typeId)) return `CAST(${sql} AS VARCHAR)`;
  if (PLAIN.includes(type.typeId) || isTimestamp(type)) return quotedSql(textSql(type, sql));
  if (type.typeId === Id.BIGINT || type.typeId === Id.UBIGINT) {
    const safe = `${sql} BETWEEN -9007199254740991 AND 9007199254740991`;
    return `CASE WHEN ${safe} THEN CAST(${sql} AS VARCHAR) ELSE ${quotedSql(`CAST(${sql} AS VARCHAR)`)} END`;
  }
  if (isFloat(type)) return `CASE WHEN isfinite(${sql}) THEN CAST(${sql} AS VARCHAR) ELSE ${quotedSql(textSql(type, sql))} END`;
  if (isNested(type)) return documentSql(textSql(type, sql));
  if (isJson(type)) {
    const text = textSql(type, sql);
    return `CASE WHEN json_valid(${text}) THEN ${documentSql(text)} ELSE CAST(to_json(${text}) AS VARCHAR) END`;
  }
  return `CAST(to_json(${textSql(type, sql)}) AS VARCHAR)`;
}

function quotedSql(text: string): string {
  return `'"' || ${text} || '"'`;
}

/** Texts, numbers and what stands between them. */
const TOKENS = String.raw`"(?:[^"\\]|\\.)*"|[-+.0-9eE]+|[^-0-9"]+`;

/** A document's own numbers beyond 2^53 become texts, as `jsonCell` reads them; line breaks between its parts become spaces. */
function documentSql(text: string): string {
  const token = "tst_token";
  const isLarge = `regexp_matches(${token}, '^-?[0-9]') AND abs(TRY_CAST(${token} AS DOUBLE)) > 9007199254740991`;
  const exact = `CASE WHEN ${isLarge} THEN '"' || ${token} || '"' ELSE ${token} END`;
  const tokens = `regexp_extract_all(${text}, ${quoteText(TOKENS)}, 0, 's')`;
  const line = `translate(${text}, chr(10) || chr(13), '  ')`;
  return `CASE WHEN regexp_matches(${text}, '[0-9]{16}|[0-9][eE]') THEN translate(array_to_string(list_transform(${tokens}, lambda ${token}: ${exact}), ''), chr(10) || chr(13), '  ') ELSE ${line} END`;
}
