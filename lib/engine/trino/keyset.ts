/**
 * Keyset paging with the rules of the embedded engine: NULLs last when ascending, first when descending; rows that are equal in all terms
 * are told apart by a digest of what the reader sees of them, and rows equal even in that are counted (the ordinal).
 */
import type { CellText } from "#lib/engine/engine.ts";
import { quoteText } from "#lib/engine/trino/quote.ts";

export interface Key {
  /** Name of its column in the inner SELECT. */
  readonly sql: string;
  /** SQL type that its text is cast to. */
  readonly type: string;
  readonly descending: boolean;
}

export function orderSql(keys: readonly Key[]): string {
  return [...keys.map(({ sql, descending }) => `${sql} ${descending ? "DESC NULLS FIRST" : "ASC NULLS LAST"}`), "d ASC"].join(", ");
}

/** The predicate "at or after this place". `null`: this is not a place in this order. */
export function afterSql(keys: readonly Key[], after: readonly CellText[]): { readonly where: string; readonly offset: number } | null {
  const [mark, ordinal] = after.slice(keys.length);
  if (after.length !== keys.length + 2 || mark == null || ordinal == null) return null;
  if (!/^[0-9A-F]{16}$/.test(mark) || !/^[1-9]\d{0,14}$/.test(ordinal)) return null;
  const where = keys.reduceRight(
    (rest, key, index) => {
      const text = after[index] ?? null;
      const value = text === null ? null : `CAST(${quoteText(text)} AS ${key.type})`;
      return `(${behindSql(key, value)} OR (${value === null ? `${key.sql} IS NULL` : `${key.sql} = ${value}`} AND ${rest}))`;
    },
    `d >= from_hex(${quoteText(mark)})`,
  );
  return { where, offset: Number(ordinal) };
}

function behindSql({ sql, descending }: Key, value: string | null): string {
  if (value === null) return descending ? `${sql} IS NOT NULL` : "FALSE";
  return descending ? `${sql} < ${value}` : `(${sql} > ${value} OR ${sql} IS NULL)`;
}
