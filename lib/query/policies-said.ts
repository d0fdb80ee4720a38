import type { ReadableDataset } from "#lib/query/readable.ts";

type Said = Pick<ReadableDataset, "record" | "columns" | "rows">;

/** The columns that a reader got of a dataset, as the audit has them: `orders.total`. */
export function columnsSaid({ record, columns }: Said): readonly string[] {
  return columns.map(({ name }) => `${record.contract.name}.${name}`);
}

/** What was in force, in short: `orders.email: partial`, `orders: rows`. */
export function policiesSaid({ record, columns, rows }: Said): readonly string[] {
  const { name } = record.contract;
  const masks = columns.flatMap((column) => (column.mask === null ? [] : [`${name}.${column.name}: ${column.mask}`]));
  return rows === null ? masks : [`${name}: rows`, ...masks];
}

/** Of all that a statement could have read. */
export function reachSaid(datasets: readonly Said[]): { readonly columns: readonly string[]; readonly policies: readonly string[] } {
  return { columns: datasets.flatMap(columnsSaid), policies: datasets.flatMap(policiesSaid) };
}
