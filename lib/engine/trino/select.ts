/** `RowQuery` → SQL. Every name is quoted, every value a literal of its own type. */
import type { RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import type { TableRelation } from "#lib/engine/relation.ts";
import { filterSql } from "#lib/engine/trino/filter-sql.ts";
import { afterSql, type Key, orderSql } from "#lib/engine/trino/keyset.ts";
import { quoteName } from "#lib/engine/trino/quote.ts";
import { type ColumnTypes, columnSql, tableSql, whereSql } from "#lib/engine/trino/table.ts";
import { type TypedSql, textSql } from "#lib/engine/trino/text-sql.ts";
import type { TrinoType } from "#lib/engine/trino/trino-type.ts";

export type TableQuery = Omit<RowQuery, "relation"> & { readonly relation: TableRelation };

export interface SelectStatement {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly type: TrinoType }[];
  /** Columns behind those that are answered: the place of each row. */
  readonly keys: number;
}

interface Plan {
  readonly outputs: readonly (TypedSql & { readonly name: string })[];
  readonly keys: readonly Key[];
  /** Masked outputs `o0…`, keys `k0…` and the digest `d`, of the rows that exist for the reader and pass the filter. */
  readonly from: string;
}

function plan(query: TableQuery, types: ColumnTypes, secret: string): Plan {
  const masked = (name: string) => {
    const mask = query.masks[name];
    // A missing entry would sort or filter by the bare value: refuse instead.
    if (mask === undefined) throw new TypeError(`no mask decision for ${name}`);
    return columnSql({ name, mask }, types, secret);
  };
  const outputs = query.columns.map((column: SelectColumn) => ({ ...columnSql(column, types, secret), name: column.name }));
  const keys = query.order.map(({ column, descending }) => ({ inner: masked(column), descending }));
  const digest = `xxhash64(to_utf8(concat_ws(chr(31), ${outputs.map((output) => `coalesce(${textSql(output)}, chr(30))`).join(", ")})))`;
  const fields = [
    ...outputs.map(({ sql }, index) => `${sql} AS o${index}`),
    ...keys.map(({ inner }, index) => `${keySql(inner)} AS k${index}`),
    `${digest} AS d`,
  ];
  const filter = query.filter === null ? "" : ` WHERE ${filterSql(query.filter, masked)}`;
  const rows = `SELECT * FROM ${tableSql(query.relation)}${whereSql(query.rows)}`;
  return {
    outputs,
    keys: keys.map(({ inner, descending }, index) => ({ sql: `k${index}`, type: keyType(inner), descending })),
    from: `(SELECT ${fields.join(", ")} FROM (${rows})${filter})`,
  };
}

const ORDERED = /^(?:boolean|tinyint|smallint|integer|bigint|decimal|double|real|varchar|date|time|timestamp|timestamp with time zone)$/;

/** A value that sorts, compares and comes back from its text; exotic types do so by their text. NaN is the greatest number. */
function keySql(inner: TypedSql): string {
  const { base } = inner.type;
  if (!ORDERED.test(base)) return textSql(inner);
  if (base === "double" || base === "real") return `CASE WHEN is_nan(${inner.sql}) THEN CAST(infinity() AS ${base}) ELSE ${inner.sql} END`;
  return base === "timestamp with time zone" ? `at_timezone(${inner.sql}, 'UTC')` : inner.sql;
}

const keyType = ({ type }: TypedSql) => (ORDERED.test(type.base) ? type.text : "varchar");

/** One page, and one row more so that the caller knows whether more follow. `null`: `after` is no place in this order. */
export function pageStatement(
  query: TableQuery,
  limit: number,
  { types, secret }: { types: ColumnTypes; secret: string },
): SelectStatement | null {
  const { outputs, keys, from } = plan(query, types, secret);
  const after = query.after === null ? { where: "", offset: 0 } : afterSql(keys, query.after);
  if (after === null) return null;
  const fields = [...outputs.map((_, index) => `o${index}`), ...keys.map(({ sql }) => `CAST(${sql} AS varchar)`), "to_hex(d)"];
  const where = after.where === "" ? "" : ` WHERE ${after.where}`;
  const offset = after.offset === 0 ? "" : ` OFFSET ${after.offset}`;
  return {
    sql: `SELECT ${fields.join(", ")} FROM ${from}${where} ORDER BY ${orderSql(keys)}${offset} LIMIT ${limit + 1}`,
    columns: outputs.map(({ name, type }) => ({ name, type })),
    keys: keys.length + 1,
  };
}

export function countStatement(query: TableQuery, context: { types: ColumnTypes; secret: string }): string {
  return `SELECT count(*) FROM ${plan({ ...query, order: [] }, context.types, context.secret).from}`;
}

/** All rows, in the order that was asked for. */
export function copyStatement(query: TableQuery, { types, secret }: { types: ColumnTypes; secret: string }): SelectStatement {
  const { outputs, keys, from } = plan(query, types, secret);
  const order = keys.length === 0 ? "" : ` ORDER BY ${orderSql(keys)}`;
  const limit = query.limit === null ? "" : ` LIMIT ${Math.trunc(query.limit)}`;
  const fields = outputs.map(({ name }, index) => `o${index} AS ${quoteName(name)}`);
  return {
    sql: `SELECT ${fields.join(", ")} FROM ${from}${order}${limit}`,
    columns: outputs.map(({ name, type }) => ({ name, type })),
    keys: 0,
  };
}
