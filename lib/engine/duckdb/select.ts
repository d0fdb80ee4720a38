/** `RowQuery` → the parts of a SELECT. Every name is quoted, every value bound; the only text that comes from outside is column names. */
import type { DuckDBType } from "@duckdb/node-api";
import { BoundValues } from "#lib/engine/duckdb/bound-values.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import { filterSql } from "#lib/engine/duckdb/filter-sql.ts";
import { type KeyTerm, keySql, orderSql } from "#lib/engine/duckdb/keyset.ts";
import { maskSql, type TypedSql } from "#lib/engine/duckdb/mask-sql.ts";
import { quoteName } from "#lib/engine/duckdb/quote.ts";
import type { RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import type { Filter } from "#lib/engine/filter.ts";

export type RowSelect = Omit<RowQuery, "relation">;

/** Types of the relation's columns, by name in lower case (names are case-insensitive in DuckDB). */
export type ColumnTypes = ReadonlyMap<string, DuckDBType>;

/** What is selected from. */
export interface SelectFrom {
  readonly from: string;
  readonly types: ColumnTypes;
  /** Key of the `hash` mask. */
  readonly secret: string;
  /** Columns, in lower case, that are known to have no NULL. */
  readonly filled: ReadonlySet<string>;
  /** Condition of the reader's row policy, in brackets; `null`: all rows. */
  readonly policy: string | null;
}

export interface Plan {
  readonly outputs: readonly (TypedSql & { readonly name: string })[];
  readonly keys: readonly KeyTerm[];
  /** `SELECT` of masked outputs `o0…` and keys `k0…`. */
  readonly source: string;
  /** Tells rows apart by everything that the reader sees of them. */
  readonly digest: string;
  readonly values: BoundValues;
}

export function planSelect(query: RowSelect, relation: SelectFrom): Plan {
  const masked = maskedColumn(relation);
  const decided = decidedColumn(query.masks, masked);
  const values = new BoundValues();
  const outputs = query.columns.map(({ name, mask }, index) => ({ inner: masked(name, mask), name, sql: `o${index}` }));
  const keys = query.order.map(({ column, descending }, index) => {
    const inner = keySql(decided(column));
    const isFilled = query.masks[column] === null && relation.filled.has(column.toLowerCase());
    return { inner, term: { sql: `k${index}`, type: inner.type, descending, isFilled } };
  });
  const fields = [
    ...outputs.map(({ inner, sql }) => `${inner.sql} AS ${sql}`),
    ...keys.map(({ inner, term }) => `${inner.sql} AS ${term.sql}`),
  ];
  return {
    outputs: outputs.map(({ inner, name, sql }) => ({ name, sql, type: inner.type })),
    keys: keys.map(({ term }) => term),
    source: `SELECT ${fields.join(", ")} FROM ${fromSql(relation, query.filter, decided, values)}`,
    digest: `hash(${outputs.map(({ sql }) => sql).join(", ")})`,
    values,
  };
}

export function countSelect(query: RowSelect, relation: SelectFrom): { readonly sql: string; readonly values: BoundValues } {
  const values = new BoundValues();
  const decided = decidedColumn(query.masks, maskedColumn(relation));
  return { sql: `SELECT count(*) FROM ${fromSql(relation, query.filter, decided, values)}`, values };
}

/** The whole answer, for a file: without an order the rows keep the order of the files. */
export function copySelectSql({ outputs, keys, source, digest }: Plan, limit: number | null): string {
  const names = outputs.map(({ sql }) => sql).join(", ");
  const cut = limit === null ? "" : ` LIMIT ${Math.trunc(limit)}`;
  if (keys.length === 0) return `SELECT ${names} FROM (${source})${cut}`;
  return `SELECT ${names} FROM (SELECT *, ${digest} AS d FROM (${source})) ORDER BY ${orderSql(keys, "d")}${cut}`;
}

/** Rows of the policy first: a filter may not widen it, whatever its text is. */
function fromSql({ from, policy }: SelectFrom, filter: Filter | null, decided: (name: string) => TypedSql, values: BoundValues): string {
  const rows = policy === null ? from : `(SELECT * FROM ${from} WHERE ${policy})`;
  return filter === null ? rows : `${rows} WHERE ${filterSql(filter, decided, values)}`;
}

type MaskedColumn = (name: string, mask: SelectColumn["mask"]) => TypedSql;

function maskedColumn({ types, secret }: SelectFrom): MaskedColumn {
  return (name, mask) => {
    const type = types.get(name.toLowerCase());
    if (type === undefined) throw new Fault("column", `no column ${name}`);
    return maskSql(mask, { sql: quoteName(name), type }, secret);
  };
}

function decidedColumn(masks: RowSelect["masks"], masked: MaskedColumn): (name: string) => TypedSql {
  return (name) => {
    const mask = Object.hasOwn(masks, name) ? masks[name] : undefined;
    // A missing entry would sort or filter by the bare value: refuse instead.
    if (mask === undefined) throw new Fault("internal", `no mask decision for ${name}`);
    return masked(name, mask);
  };
}
