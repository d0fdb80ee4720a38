/**
 * Keyset paging, with the order of `duckdb/keyset.ts`: NULLs last when ascending, first when descending, texts by their bytes. Rows that are
 * equal in all terms are told apart by a key of the table where the reader is shown one, which an index serves; otherwise by a digest of
 * everything that the reader sees of them. Rows equal even in that are interchangeable and are counted (`ordinal`).
 */
import type { CellText } from "#lib/engine/engine.ts";
import { textSql } from "#lib/engine/postgres/canonical-text.ts";
import type { TypedSql } from "#lib/engine/postgres/mask-sql.ts";
import { type PgType, type Scalar, TEXT } from "#lib/engine/postgres/pg-type.ts";

export interface KeyTerm {
  /** What is ordered by: the name of a column in the inner SELECT, with the collation that is needed. */
  readonly sql: string;
  readonly type: PgType;
  readonly descending: boolean;
  /** Values may be missing. */
  readonly nullable: boolean;
}

const SORTED: readonly Scalar[] = [
  "boolean",
  "small",
  "bigint",
  "numeric",
  "float4",
  "float8",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "uuid",
  "bytea",
  "sortable",
  "text",
];

/** A value that sorts, compares and comes back from its text. Nested and exotic types do so by their text. */
export function keySql({ sql, type }: TypedSql): TypedSql {
  if (type.kind === "scalar" && SORTED.includes(type.scalar))
    return type.scalar === "text" ? { sql: `CAST(${sql} AS text)`, type: TEXT } : { sql, type };
  return { sql: textSql(type, sql), type: TEXT };
}

/** @param isBytewise the column's own order is that of bytes already: then nothing is said, and an index on it serves */
export function keyTerm(
  name: string,
  { type, descending, nullable, isBytewise }: Omit<KeyTerm, "sql"> & { readonly isBytewise: boolean },
): KeyTerm {
  const isText = type.kind === "scalar" && type.scalar === "text";
  return { sql: isText && !isBytewise ? `${name} COLLATE "C"` : name, type, descending, nullable };
}

export function orderSql(terms: readonly KeyTerm[]): string {
  return terms.map((term) => `${term.sql} ${term.descending ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`).join(", ");
}

export interface Keyset {
  /** Conditions "at or after this place". Of two, the rows of the second come after all of the first. */
  readonly where: readonly string[];
  /** Rows with exactly this place that were shown already. */
  readonly offset: number;
}

/** The text of a value → SQL of the value. */
export type Bind = (text: string, type: PgType) => string;

/** `null`: this is not a place in this order. */
export function keysetSql(terms: readonly KeyTerm[], after: readonly CellText[], bind: Bind): Keyset | null {
  const ordinal = after.at(-1);
  if (after.length !== terms.length + 1 || ordinal == null || !/^[1-9]\d{0,14}$/.test(ordinal)) return null;
  const bound = terms.map((term, index): BoundTerm => {
    const text = after[index] ?? null;
    return { ...term, value: text === null ? null : bind(text, term.type) };
  });
  const [first] = bound;
  if (first === undefined) return null;
  // An index can begin at a value, but not at "a value or a missing one": the missing ones are asked for apart.
  const nullsLater = first.nullable && !first.descending && first.value !== null;
  const parts = [nullsLater ? { ...first, nullable: false } : first, ...bound.slice(1)];
  const last = parts.at(-1) ?? first;
  const start = `(${afterSql(last)} OR ${equalSql(last)})`;
  const predicate = parts.slice(0, -1).reduceRight((rest, term) => `(${afterSql(term)} OR (${equalSql(term)} AND ${rest}))`, start);
  const where = `${reachSql(parts[0] ?? first)} AND ${predicate}`;
  return { where: nullsLater ? [where, `${first.sql} IS NULL`] : [where], offset: Number(ordinal) };
}

type BoundTerm = KeyTerm & { readonly value: string | null };

function afterSql({ sql, descending, nullable, value }: BoundTerm): string {
  if (value === null) return descending ? `${sql} IS NOT NULL` : "false";
  if (descending) return `${sql} < ${value}`;
  return nullable ? `(${sql} > ${value} OR ${sql} IS NULL)` : `${sql} > ${value}`;
}

function equalSql({ sql, value }: BoundTerm): string {
  return value === null ? `${sql} IS NULL` : `${sql} = ${value}`;
}

/** Says nothing that the rest does not say, but an index can begin there. */
function reachSql({ sql, descending, value }: BoundTerm): string {
  if (value === null) return descending ? "true" : `${sql} IS NULL`;
  return descending ? `${sql} <= ${value}` : `${sql} >= ${value}`;
}
