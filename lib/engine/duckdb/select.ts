/** `RowQuery` → SQL. Every name is quoted, every value bound; the only text that comes from outside is column names. */
import type { DuckDBType } from "@duckdb/node-api";
import { csvCellSql, csvName } from "#lib/engine/duckdb/csv-cell.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import { type JsonCell, jsonCell } from "#lib/engine/duckdb/json-cell.ts";
import { type Keyset, type KeyTerm, keySql, keysetSql, keyTypeName, orderSql } from "#lib/engine/duckdb/keyset.ts";
import { maskSql, type TypedSql } from "#lib/engine/duckdb/mask-sql.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat, EngineColumn, RowQuery, SelectColumn } from "#lib/engine/engine.ts";

export type RowSelect = Omit<RowQuery, "relation">;

/** Types of the relation's columns, by name in lower case (names are case-insensitive in DuckDB). */
export type ColumnTypes = ReadonlyMap<string, DuckDBType>;

interface Plan {
  readonly outputs: readonly (TypedSql & { readonly name: string })[];
  readonly keys: readonly KeyTerm[];
  /** `SELECT` of masked outputs `o0…`, keys `k0…` and, when ordered, the digest `d`. */
  readonly source: string;
}

/** What is selected from, with the key of the `hash` mask. */
export interface SelectFrom {
  readonly from: string;
  readonly types: ColumnTypes;
  readonly secret: string;
}

function plan(query: RowSelect, { from, types, secret }: SelectFrom): Plan {
  const masked = (name: string, mask: SelectColumn["mask"]): TypedSql => {
    const type = types.get(name.toLowerCase());
    if (type === undefined) throw new Fault("column", `no column ${name}`);
    return maskSql(mask, { sql: quoteName(name), type }, secret);
  };
  const outputs = query.columns.map(({ name, mask }, index) => ({ inner: masked(name, mask), name, sql: `o${index}` }));
  const keys = query.order.map(({ column, descending }, index) => {
    const mask = query.masks[column];
    // A missing entry would sort by the bare value: refuse instead.
    if (mask === undefined) throw new Fault("internal", `no mask decision for ${column}`);
    const inner = keySql(masked(column, mask));
    return { inner, term: { sql: `k${index}`, type: keyTypeName(inner.type), descending } };
  });
  const fields = [
    ...outputs.map(({ inner, sql }) => `${inner.sql} AS ${sql}`),
    ...keys.map(({ inner, term }) => `${inner.sql} AS ${term.sql}`),
  ];
  return {
    outputs: outputs.map(({ inner, name, sql }) => ({ name, sql, type: inner.type })),
    keys: keys.map(({ term }) => term),
    source: `SELECT *, hash(${outputs.map(({ sql }) => sql).join(", ")}) AS d FROM (SELECT ${fields.join(", ")} FROM ${from})`,
  };
}

export interface PageStatement {
  readonly sql: string;
  readonly values: readonly string[];
  readonly keyset: Keyset | null;
  readonly cells: readonly JsonCell[];
  readonly columns: readonly EngineColumn[];
  readonly keyCount: number;
}

/** One page, and one row more so that the caller knows whether more follow. */
export function pageStatement(query: RowSelect & { readonly limit: number }, relation: SelectFrom): PageStatement {
  const { outputs, keys, source } = plan(query, relation);
  const keyset = query.after === null ? null : keysetSql(keys, "d", query.after);
  if (query.after !== null && keyset === null) throw new Fault("cursor", "not a place in this order");
  const cells = outputs.map(({ type, sql }) => jsonCell(type, sql));
  const keyTexts = [...keys.map(({ sql }) => sql), "d"].map((sql) => `CAST(${sql} AS VARCHAR)`);
  const where = keyset === null ? "" : ` WHERE ${keyset.where}`;
  const slice = `LIMIT ${Math.trunc(query.limit) + 1}${keyset === null ? "" : ` OFFSET ${keyset.offset}`}`;
  return {
    // Text is made in the outer SELECT, from the few rows that are left.
    sql: `SELECT ${[...cells.map(({ sql }) => sql), ...keyTexts].join(", ")} FROM (SELECT * FROM (${source})${where} ORDER BY ${orderSql(keys, "d")} ${slice})`,
    values: keyset?.values ?? [],
    keyset,
    cells,
    columns: outputs.map(({ name, type }) => ({ name, type: type.toString(), nullable: true })),
    keyCount: keyTexts.length,
  };
}

/** `COPY … TO` a file that the engine may write. Without an order the rows keep the order of the files. */
export function copyStatement(query: RowSelect, format: CopyFormat, relation: SelectFrom, path: string): string {
  const { outputs, keys, source } = plan(query, relation);
  const order = keys.length === 0 ? "" : ` ORDER BY ${orderSql(keys, "d")}`;
  const limit = query.limit === null ? "" : ` LIMIT ${Math.trunc(query.limit)}`;
  const { head, foot } = copyTo(outputs, format, path);
  return `${head}(${source})${order}${limit}${foot}`;
}

/** `COPY` of what stands between `head` and `foot`, which has the outputs as `sql`. */
export function copyTo(
  outputs: readonly (TypedSql & { readonly name: string })[],
  format: CopyFormat,
  path: string,
): { readonly head: string; readonly foot: string } {
  const fields = outputs.map(({ name, type, sql }) =>
    format.format === "csv"
      ? `${csvCellSql(type, sql, format.safe)} AS ${quoteName(csvName(name, format.safe))}`
      : `${sql} AS ${quoteName(name)}`,
  );
  const options = format.format === "csv" ? "FORMAT csv, HEADER true" : "FORMAT parquet, COMPRESSION zstd";
  return { head: `COPY (SELECT ${fields.join(", ")} FROM `, foot: `) TO ${quoteText(path)} (${options}, USE_TMP_FILE false)` };
}
