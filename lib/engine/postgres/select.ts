/** `RowQuery` → SQL. Every name is quoted, every value bound or a quoted literal. */
import type { CopyFormat, EngineColumn, RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import { csvCellSql, csvName } from "#lib/engine/postgres/csv-cell.ts";
import { type FilterColumn, filterSql } from "#lib/engine/postgres/filter-sql.ts";
import { type JsonCell, jsonCell } from "#lib/engine/postgres/json-cell.ts";
import { type Bind, type KeyTerm, keySql, keysetSql, keyTerm, orderSql } from "#lib/engine/postgres/keyset.ts";
import { maskSql } from "#lib/engine/postgres/mask-sql.ts";
import { duckdbType, type PgType } from "#lib/engine/postgres/pg-type.ts";
import { quoteName, quoteText } from "#lib/engine/postgres/quote.ts";
import { findColumn, type TableShape } from "#lib/engine/postgres/table-shape.ts";
import { AppError } from "#lib/errors.ts";

export type RowSelect = Omit<RowQuery, "relation">;

/** What a query reads: the table, and the condition of its row policy. */
export interface RowSource {
  readonly shape: TableShape;
  readonly policy: string | null;
  /** Part of the table that is read, as a condition of ours. */
  readonly range?: string;
}

interface Output {
  readonly name: string;
  readonly sql: string;
  readonly type: PgType;
  /** As the server calls it. */
  readonly typeName: string;
}

interface Plan {
  readonly outputs: readonly Output[];
  readonly keys: readonly KeyTerm[];
  /** `SELECT` of masked outputs `o0…` and keys `k0…`. */
  readonly source: string;
}

const DIGEST: PgType = { kind: "scalar", scalar: "bigint", sql: "bigint" };

function masked(shape: TableShape, name: string, mask: SelectColumn["mask"]): FilterColumn & { readonly typeName: string } {
  const column = findColumn(shape, name);
  if (column === undefined) throw new AppError("TS-API-003", "A column that was asked for is not in the data.");
  const inner = maskSql(mask, { sql: quoteName(column.name), type: column.pg });
  return {
    ...inner,
    isBytewise: mask === null && column.isBytewise,
    nullable: mask !== null || column.nullable,
    typeName: inner.type === column.pg ? column.type : inner.type.sql,
  };
}

function decidedMask(query: RowSelect, column: string): SelectColumn["mask"] {
  const mask = Object.hasOwn(query.masks, column) ? query.masks[column] : undefined;
  // A missing entry would sort and filter by the bare value: refuse instead.
  if (mask === undefined) throw new TypeError(`no decision about the mask of ${column}`);
  return mask;
}

function whereSql(query: RowSelect, { shape, policy, range }: RowSource, bind: Bind): string {
  const filter = query.filter === null ? null : filterSql(query.filter, (name) => masked(shape, name, decidedMask(query, name)), bind);
  const conditions = [range ?? null, policy, filter === null ? null : `(${filter})`].filter((part) => part !== null);
  return conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
}

function plan(query: RowSelect, from: RowSource, bind: Bind, needsKey: boolean): Plan {
  const { shape } = from;
  const inner = query.columns.map(({ name, mask }) => masked(shape, name, mask));
  const outputs = inner.map(({ type, typeName }, index) => ({ name: query.columns[index]?.name ?? "", sql: `o${index}`, type, typeName }));
  const ordered = query.order.map(({ column, descending }) => ({
    ...masked(shape, column, decidedMask(query, column)),
    column,
    descending,
  }));
  const ties = needsKey ? tieBreakers(query, shape) : [];
  const wanted = [...ordered, ...(ties ?? []).map((name) => ({ ...masked(shape, name, null), column: name, descending: false }))];
  const keys = wanted.map((term, index) => {
    const key = keySql(term);
    // What is ordered by its text has the order of texts, not that of its own type.
    const isOwn = term.type.kind === "scalar" && term.type.scalar === "text";
    return { key, term: keyTerm(`k${index}`, { ...term, type: key.type, isBytewise: term.isBytewise && isOwn }) };
  });
  const fields = [...inner.map(({ sql }, index) => `${sql} AS o${index}`), ...keys.map(({ key }, index) => `${key.sql} AS k${index}`)];
  const rows = `SELECT ${fields.join(", ")} FROM ${shape.sql}${whereSql(query, from, bind)}`;
  if (ties !== null) return { outputs, keys: keys.map(({ term }) => term), source: rows };
  // Over the keys' texts too: equal numbers may have different ones, and rows with one digest have to be interchangeable.
  const parts = [...outputs.map(({ sql }) => sql), ...keys.map((_, index) => `k${index}`)].join(", ");
  const digest = `hashtextextended(CAST(ROW(${parts}) AS text) COLLATE "C", 0)`;
  return {
    outputs,
    keys: [
      ...keys.map(({ term }) => term),
      keyTerm(`k${keys.length}`, { type: DIGEST, descending: false, nullable: false, isBytewise: true }),
    ],
    source: `SELECT *, ${digest} AS k${keys.length} FROM (${rows}) AS ts_rows`,
  };
}

/** Columns that tell rows apart, of a key that the reader is shown as it is; `null`: there is none, and a digest has to. */
function tieBreakers(query: RowSelect, shape: TableShape): readonly string[] | null {
  const nameOf = (name: string) => findColumn(shape, name)?.name;
  const bare = query.order.filter(({ column }) => decidedMask(query, column) === null).map(({ column }) => nameOf(column));
  const shown = query.columns.filter(({ mask }) => mask === null).map(({ name }) => nameOf(name));
  if (shape.keys.some((key) => key.every((name) => bare.includes(name)))) return [];
  const key = shape.keys.find(
    (candidate) => candidate.length > 0 && candidate.every((name) => shown.includes(name) || bare.includes(name)),
  );
  return key === undefined ? null : key.filter((name) => !bare.includes(name));
}

export interface PageStatement {
  readonly sql: string;
  readonly values: readonly string[];
  /** The values of `after` with their types, to find out which one is none. */
  readonly places: readonly (readonly [text: string, type: string])[];
  readonly cells: readonly JsonCell[];
  readonly columns: readonly EngineColumn[];
}

/** One page, and one row more so that the caller knows whether more follow. */
export function pageStatement(query: RowSelect & { readonly limit: number }, from: RowSource): PageStatement {
  const values: string[] = [];
  const places: [string, string][] = [];
  const bind: Bind = (text, type) => castSql(`$${values.push(text)}`, type);
  const { outputs, keys, source } = plan(query, from, bind, true);
  const keyset =
    query.after === null
      ? null
      : keysetSql(keys, query.after, (text, type) => {
          places.push([text, type.sql]);
          return bind(text, type);
        });
  if (query.after !== null && keyset === null) throw badPlace();
  const cells = outputs.map(({ type, sql }) => jsonCell(type, sql));
  const keyTexts = keys.map((_, index) => `CAST(k${index} AS text)`);
  const { where, offset } = keyset ?? { where: ["true"], offset: 0 };
  const order = ` ORDER BY ${orderSql(keys)}`;
  const limit = Math.trunc(query.limit) + 1;
  const [first, second] = where.map((condition) => `SELECT * FROM (${source}) AS ts_source WHERE ${condition}${order}`);
  const rows =
    second === undefined
      ? first
      : `SELECT * FROM ((${first} LIMIT ${limit + offset}) UNION ALL (${second} LIMIT ${limit + offset})) AS ts_both${order}`;
  const page = `${rows} LIMIT ${limit} OFFSET ${offset}`;
  return {
    // Text is made in the outer SELECT, from the few rows that are left.
    sql: `SELECT ${[...cells.map(({ sql }) => sql), ...keyTexts].join(", ")} FROM (${page}) AS ts_page`,
    values,
    places,
    cells,
    columns: outputs.map(({ name, typeName }) => ({ name, type: typeName, nullable: true })),
  };
}

export function countStatement(query: RowSelect, from: RowSource): { readonly sql: string; readonly values: readonly string[] } {
  const values: string[] = [];
  const where = whereSql(query, from, (text, type) => castSql(`$${values.push(text)}`, type));
  return { sql: `SELECT count(*) FROM ${from.shape.sql}${where}`, values };
}

export interface CopySelect {
  readonly sql: string;
  readonly columns: readonly { readonly name: string; readonly duckdbType: string }[];
}

/** The SELECT of an export, whose cells have their canonical text. COPY takes no parameters: values stand in it as literals. */
export function copySelect(query: RowSelect, from: RowSource, format: CopyFormat): CopySelect {
  const { outputs, keys, source } = plan(query, from, (text, type) => castSql(quoteText(text), type), query.order.length > 0);
  const safe = format.format === "csv" && format.safe;
  const fields = outputs.map(({ name, type, sql }) => `${csvCellSql(type, sql, safe)} AS ${quoteName(csvName(name, safe))}`);
  const order = keys.length === 0 ? "" : ` ORDER BY ${orderSql(keys)}`;
  const limit = query.limit === null ? "" : ` LIMIT ${Math.trunc(query.limit)}`;
  return {
    sql: `SELECT ${fields.join(", ")} FROM (${source}) AS ts_source${order}${limit}`,
    columns: outputs.map(({ name, type, typeName }) => ({ name, duckdbType: duckdbType(type, typeName) })),
  };
}

/** A time without a zone counts as UTC whatever offset its text has, so that the offset is not dropped in silence. */
function castSql(value: string, type: PgType): string {
  if (type.kind === "scalar" && type.scalar === "timestamp") return `(CAST(${value} AS timestamptz) AT TIME ZONE 'UTC')`;
  return `CAST(${value} AS ${type.sql})`;
}

export function badPlace(): AppError {
  return new AppError("TS-API-005", "This cursor does not belong to this query. Start again without a cursor.");
}
