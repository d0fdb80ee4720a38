/**
 * Keyset paging. Order is that of PostgreSQL: NULLs last when ascending, first when descending. Rows that are equal in all terms
 * are told apart by a digest of everything that the reader sees of them; rows equal even in that are interchangeable, and their
 * number is counted (`ordinal`). So no row is lost or shown twice even when a promised key has duplicates.
 */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id, VARCHAR } from "@duckdb/node-api";
import { isJson, isNested, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import type { TypedSql } from "#lib/engine/duckdb/mask-sql.ts";
import type { CellText } from "#lib/engine/engine.ts";

export interface KeyTerm {
  /** Name of the key's column in the inner SELECT. */
  readonly sql: string;
  /** SQL type that the key's text is cast to. */
  readonly type: string;
  readonly descending: boolean;
}

const BY_TEXT: readonly Id[] = [Id.ENUM, Id.SQLNULL, Id.BIT, Id.GEOMETRY, Id.BIGNUM, Id.TIME_NS];

/** A value that sorts, compares and comes back from its text. Nested and exotic types do so by their text. */
export function keySql({ sql, type }: TypedSql): TypedSql {
  const byText = isNested(type) || isJson(type) || BY_TEXT.includes(type.typeId);
  return byText ? { sql: textSql(type, sql), type: VARCHAR } : { sql, type };
}

export function keyTypeName(type: DuckDBType): string {
  return type.typeId === Id.VARCHAR ? "VARCHAR" : type.toString();
}

export function orderSql(terms: readonly KeyTerm[], digest: string): string {
  const parts = terms.map((term) => `${term.sql} ${term.descending ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`);
  return [...parts, `${digest} ASC`].join(", ");
}

export interface Keyset {
  readonly where: string;
  /** Bound in order to `$1`, `$2`, … */
  readonly values: readonly string[];
  /** SQL type of each value. */
  readonly types: readonly string[];
  /** Rows with exactly this place that were shown already. */
  readonly offset: number;
}

/** SQL type of the digest; its text is a decimal number. */
const DIGEST_TYPE = "UBIGINT";

/** The predicate "at or after this place". `null`: this is not a place in this order. */
export function keysetSql(terms: readonly KeyTerm[], digest: string, after: readonly CellText[]): Keyset | null {
  const [mark, ordinal] = after.slice(terms.length);
  if (after.length !== terms.length + 2 || mark == null || ordinal == null) return null;
  if (!/^\d{1,20}$/.test(mark) || !/^[1-9]\d{0,14}$/.test(ordinal)) return null;
  const values: string[] = [];
  const types: string[] = [];
  const bind = (text: string, type: string) => {
    types.push(type);
    return `CAST($${values.push(text)} AS ${type})`;
  };
  const bound = terms.map((term, index) => {
    const text = after[index] ?? null;
    return { ...term, value: text === null ? null : bind(text, term.type) };
  });
  const last = `${digest} >= ${bind(mark, DIGEST_TYPE)}`;
  const predicate = bound.reduceRight((rest, term) => `(${afterSql(term)} OR (${equalSql(term)} AND ${rest}))`, last);
  // Says nothing new, but is simple enough for the engine to skip row groups by their minimum and maximum.
  const first = bound[0];
  const prune = first?.value == null ? "" : `${reachSql(first, first.value)} AND `;
  return { where: `${prune}${predicate}`, values, types, offset: Number(ordinal) };
}

type BoundTerm = KeyTerm & { readonly value: string | null };

function afterSql({ sql, descending, value }: BoundTerm): string {
  if (value === null) return descending ? `${sql} IS NOT NULL` : "false";
  return descending ? `${sql} < ${value}` : `(${sql} > ${value} OR ${sql} IS NULL)`;
}

function equalSql({ sql, value }: BoundTerm): string {
  return value === null ? `${sql} IS NULL` : `${sql} = ${value}`;
}

function reachSql({ sql, descending }: BoundTerm, value: string): string {
  return descending ? `${sql} <= ${value}` : `(${sql} >= ${value} OR ${sql} IS NULL)`;
}
