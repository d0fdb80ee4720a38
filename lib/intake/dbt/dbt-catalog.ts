import { z } from "zod";

const text = z.string().nullish().catch(null);
const column = z.object({ type: text, name: text, comment: text, index: z.number().nullish().catch(null) });
const table = z.object({
  columns: z
    .record(z.string(), z.unknown())
    .nullish()
    .catch(null)
    .transform((all) =>
      Object.entries(all ?? {})
        .flatMap(([key, value]) => {
          const read = column.safeParse(value);
          return read.success ? [{ ...read.data, name: read.data.name ?? key }] : [];
        })
        .sort((a, b) => (a.index ?? 0) - (b.index ?? 0)),
    ),
});

const tables = z
  .record(z.string(), z.unknown())
  .nullish()
  .catch(null)
  .transform((all) =>
    Object.entries(all ?? {}).flatMap(([id, value]) => {
      const read = table.safeParse(value);
      return read.success ? [[id, read.data.columns] as const] : [];
    }),
  );

/** What we read of dbt's `catalog.json`: the columns that the warehouse has, by `unique_id`, in their order. */
export const DBT_CATALOG = z.object({ nodes: tables, sources: tables }).transform(({ nodes, sources }) => new Map([...nodes, ...sources]));

export type DbtCatalog = z.infer<typeof DBT_CATALOG>;
