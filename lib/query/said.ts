/** What the audit is told of a reading: which columns, and under which policies. */
import type { ReadableDataset } from "#lib/query/readable.ts";

export interface Said {
  /** `orders.total` */
  readonly columns: readonly string[];
  /** `orders.email: partial`, `orders: rows` */
  readonly policies: readonly string[];
}

type Readable = Pick<ReadableDataset, "record" | "columns" | "rows">;

/** Of all that could have been read. */
export function saidOf(datasets: readonly Readable[]): Said {
  return {
    columns: datasets.flatMap(({ record, columns }) => columns.map(({ name }) => `${record.contract.name}.${name}`)),
    policies: datasets.flatMap(({ record, columns, rows }) => {
      const { name } = record.contract;
      const masks = columns.flatMap((column) => (column.mask === null ? [] : [`${name}.${column.name}: ${column.mask}`]));
      return rows === null ? masks : [`${name}: rows`, ...masks];
    }),
  };
}

/** Of the columns that were named, also where they are not shown: who orders or filters by a column learns of it. */
export function saidOfColumns(dataset: Readable, named: readonly string[]): Said {
  return saidOf([{ ...dataset, columns: dataset.columns.filter(({ name }) => named.includes(name)) }]);
}
