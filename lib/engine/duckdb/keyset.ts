/**
 * Keyset paging. Order is that of PostgreSQL: NULLs last when ascending, first when descending. Rows that are equal in all terms
 * are told apart by a digest of everything that the reader sees of them; rows equal even in that are interchangeable, and their
 * number is counted (`ordinal`). So no row is lost or shown twice even when a promised key has duplicates.
 */
import type { DuckDBType } from "@duckdb/node-api";
import { DuckDBTypeId as Id, UBIGINT, VARCHAR } from "@duckdb/node-api";
import type { BoundValues } from "#lib/engine/duckdb/bound-values.ts";
import { isJson, isNested, textSql } from "#lib/engine/duckdb/canonical-text.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { TypedSql } from "#lib/engine/duckdb/mask-sql.ts";
import type { CellText } from "#lib/engine/engine.ts";

export interface KeyTerm {
  /** Name of the key's column in the inner SELECT. */
  readonly sql: string;
  /** Type that the key's text is cast to. */
  readonly type: DuckDBType;
  readonly descending: boolean;
  /** It is never NULL. */
  readonly isFilled: boolean;
}

const BY_TEXT: readonly Id[] = [Id.ENUM, Id.SQLNULL, Id.BIT, Id.GEOMETRY, Id.BIGNUM, Id.TIME_NS];
/** Types with equal values that have different texts: `-0.0` and `0.0`, `1 month` and `30 days`. */
const MANY_TEXTS: readonly Id[] = [Id.FLOAT, Id.DOUBLE, Id.INTERVAL, Id.TIME_TZ];

/** A value that sorts, compares and comes back from its text. Nested and exotic types do so by their text. */
export function keySql({ sql, type }: TypedSql): TypedSql {
  const byText = isNested(type) || isJson(type) || BY_TEXT.includes(type.typeId);
  return byText ? { sql: textSql(type, sql), type: VARCHAR } : { sql, type };
}

/** Rows are equal in this term exactly if its texts are the same. */
export function hasOneText({ type }: KeyTerm): boolean {
  return !MANY_TEXTS.includes(type.typeId);
}

export function orderSql(terms: readonly KeyTerm[], digest: string | null): string {
  const parts = terms.map((term) => `${term.sql} ${term.descending ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`);
  return [...parts, ...(digest === null ? [] : [`${digest} ASC`])].join(", ");
}

/** A row's place: the texts of its terms, its digest, and which of the rows with all that it is, from 1. */
export interface Place {
  readonly terms: readonly CellText[];
  readonly digest: string;
  readonly ordinal: number;
}

/** Throws the fault `cursor` for what is no place in this order. */
export function readPlace(after: readonly CellText[], terms: readonly unknown[]): Place {
  const [digest, ordinal] = after.slice(terms.length);
  const isPlace = after.length === terms.length + 2 && /^\d{1,20}$/.test(digest ?? "") && /^[1-9]\d{0,14}$/.test(ordinal ?? "");
  if (!isPlace || digest == null) throw new Fault("cursor", "not a place in this order");
  return { terms: after.slice(0, terms.length), digest, ordinal: Number(ordinal) };
}

/** The predicate "at or after this place"; with `digest` null, at or after its terms alone. */
export function keysetSql(terms: readonly KeyTerm[], digest: string | null, place: Place, values: BoundValues): string {
  const bound = terms.map((term, index) => {
    const text = place.terms[index] ?? null;
    return { ...term, value: text === null ? null : values.bind(text, term.type, null) };
  });
  const last = digest === null ? null : `${digest} >= ${values.bind(place.digest, UBIGINT, null)}`;
  const predicate = bound.reduceRight<string | null>(
    (rest, term) => (rest === null ? reachSql(term) : `(${afterSql(term)} OR (${equalSql(term)} AND ${rest}))`),
    last,
  );
  // Says nothing new, but is simple enough for the engine to skip row groups by their minimum and maximum.
  const first = bound[0];
  const prune = first?.value == null || predicate === reachSql(first) ? "" : `${reachSql(first)} AND `;
  return `${prune}${predicate ?? "true"}`;
}

type BoundTerm = KeyTerm & { readonly value: string | null };

function afterSql({ sql, descending, value, isFilled }: BoundTerm): string {
  if (isFilled && value !== null) return `${sql} ${descending ? "<" : ">"} ${value}`;
  if (value === null) return descending ? `${sql} IS NOT NULL` : "false";
  return descending ? `${sql} < ${value}` : `(${sql} > ${value} OR ${sql} IS NULL)`;
}

function equalSql({ sql, value }: BoundTerm): string {
  return value === null ? `${sql} IS NULL` : `${sql} = ${value}`;
}

function reachSql({ sql, descending, value, isFilled }: BoundTerm): string {
  // Without the second half the engine can skip row groups.
  if (isFilled && value !== null) return `${sql} ${descending ? "<=" : ">="} ${value}`;
  if (value === null) return descending ? "true" : `${sql} IS NULL`;
  return descending ? `${sql} <= ${value}` : `(${sql} >= ${value} OR ${sql} IS NULL)`;
}
