/** `select`, `order` and filters of a request → the engine's query. */
import { findNearest } from "#lib/contract/nearest.ts";
import type { OrderTerm, RowQuery, SelectColumn } from "#lib/engine/engine.ts";
import type { Filter } from "#lib/engine/filter.ts";
import { AppError } from "#lib/errors.ts";
import { parseOrder, parseSelect } from "#lib/query/column-list.ts";
import { type AskedFilters, parseFilters } from "#lib/query/filter-text.ts";
import { findColumn, type ReadableColumn, type ReadableDataset } from "#lib/query/readable.ts";

export interface ColumnParams {
  /** As in the URL; `null` when absent. */
  readonly select: string | null;
  readonly order: string | null;
  readonly filters: AskedFilters;
}

export type ChosenRows = Pick<RowQuery, "relation" | "columns" | "order" | "filter" | "masks" | "rows">;

/** Without a promised key, rows come in the order of this many first columns. */
const DEFAULT_TERMS = 3;

/**
 * `total`: the order ends with the primary key (or the first columns), so that pages can be continued. A file needs no order: it
 * comes as it lies, unless one is asked for.
 */
export function chooseRows(dataset: ReadableDataset, { select, order, filters }: ColumnParams, { total }: { total: boolean }): ChosenRows {
  const columns = select === null ? dataset.columns : selected(dataset, select);
  if (columns.length === 0)
    throw new AppError("TS-DATA-001", `None of the columns of ${dataset.record.contract.name} is in its data for you to read.`);
  const isColumn = (name: string) => dataset.columns.some((column) => column.name === name);
  const asked =
    order === null ? [] : parseOrder(order, isColumn).map((term) => ({ ...term, column: findColumn(dataset, term.name, "query.order") }));
  const terms: (OrderTerm & { mask: SelectColumn["mask"] })[] = [];
  for (const { column, descending } of [...asked, ...(total ? breakers(dataset, asked.length > 0) : [])]) {
    if (!terms.some((term) => term.column === column.name)) terms.push({ column: column.name, descending, mask: column.mask });
  }
  const named: ReadableColumn[] = [];
  const filter = chosen(dataset, filters, named);
  return {
    relation: dataset.relation,
    columns: columns.map(({ name, mask }) => ({ name, mask })),
    order: terms.map(({ column, descending }) => ({ column, descending })),
    filter,
    masks: Object.fromEntries([
      ...terms.map(({ column, mask }) => [column, mask] as const),
      ...named.map(({ name, mask }) => [name, mask] as const),
    ]),
    rows: dataset.rows,
  };
}

/** @param named is given every column that the filter names */
function chosen(dataset: ReadableDataset, filters: AskedFilters, named: ReadableColumn[]): Filter | null {
  return parseFilters(filters, (name, { parameter, alone }) => {
    if (alone && !isKnown(dataset, name)) throw unknownName(dataset, name, filters.parameters);
    const column = findColumn(dataset, name, `query.${parameter}`);
    named.push(column);
    return column.name;
  });
}

function isKnown({ columns, absent }: ReadableDataset, name: string): boolean {
  const folded = name.toLowerCase();
  return [...columns.map((column) => column.name), ...absent].some((known) => known.toLowerCase() === folded);
}

/** A name in front of `=` may have been meant as a parameter, too. */
function unknownName({ columns, record }: ReadableDataset, name: string, parameters: readonly string[]): AppError {
  const nearest = findNearest(name, [...parameters, ...columns.map((column) => column.name)]);
  const shown = name.length > 60 ? `${name.slice(0, 60)}…` : name;
  const hint = nearest === null ? `. Besides columns it takes ${parameters.join(", ")}.` : `; did you mean '${nearest}'?`;
  return new AppError("TS-API-004", `'${shown}' is not a parameter, nor a column of ${record.contract.name}${hint}`, {
    details: [{ path: `query.${shown}`, message: "unknown" }],
  });
}

function selected(dataset: ReadableDataset, select: string): readonly ReadableColumn[] {
  const columns = parseSelect(select).map((name) => findColumn(dataset, name, "query.select"));
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice === undefined) return columns;
  throw new AppError("TS-API-003", `select: ${twice.name} is named twice.`, {
    details: [{ path: "query.select", message: "named twice" }],
  });
}

/** The key; without one the first columns, but only where no order was asked for: the engine tells equal rows apart by itself. */
function breakers({ columns }: ReadableDataset, ordered: boolean): { column: ReadableColumn; descending: boolean }[] {
  const key = columns.filter(({ primaryKey }) => primaryKey);
  const first = ordered ? [] : columns.filter(({ shapeless }) => !shapeless).slice(0, DEFAULT_TERMS);
  return (key.length > 0 ? key : first).map((column) => ({ column, descending: false }));
}
