/** Tables and views of a server that its user may read, from the same queries as `touchstone import` asks. */
import { z } from "zod";
import type { DiscoveredTable } from "#lib/engine/engine.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import { COLUMNS, RELATIONS, UNIQUES } from "#lib/intake/postgres-catalog.ts";

type Row = readonly (string | null)[];

/** A row of a query of named columns, wherever they stand. */
const asRecords = (query: string) => `SELECT to_json(ts_rows)::text FROM (${query}) AS ts_rows`;

const RELATION = z.object({
  id: z.string(),
  schema: z.string(),
  name: z.string(),
  kind: z.string(),
  description: z.string().nullable(),
  readable: z.boolean(),
});
const COLUMN = z.object({
  relation: z.string(),
  name: z.string(),
  required: z.boolean(),
  description: z.string().nullable(),
  type: z.string(),
  domain_required: z.boolean(),
});
const UNIQUE = z.object({ relation: z.string(), is_primary: z.boolean(), columns: z.array(z.string()).nullable() });

export async function discoverTables(session: Session): Promise<readonly DiscoveredTable[]> {
  const ask = async <T extends z.ZodType>(row: T, query: string, values: readonly string[] = []) =>
    (await session.ask(asRecords(query), values)).map(([text]: Row) => row.parse(JSON.parse(text ?? "null")));
  const relations = (await ask(RELATION, RELATIONS)).filter(({ readable }) => readable);
  const ids = [`{${relations.map(({ id }) => id).join(",")}}`];
  const columns = Map.groupBy(await ask(COLUMN, COLUMNS, ids), ({ relation }) => relation);
  const primary = new Map(
    (await ask(UNIQUE, UNIQUES, ids)).filter((one) => one.is_primary).map((one) => [one.relation, one.columns ?? []]),
  );
  return relations.map(
    ({ id, schema, name, kind, description }): DiscoveredTable => ({
      path: [schema, name],
      kind: kind === "v" || kind === "m" ? "view" : "table",
      comment: description,
      columns: (columns.get(id) ?? []).map((column) => ({
        name: column.name,
        type: column.type,
        nullable: !column.required && !column.domain_required,
        comment: column.description,
        primaryKey: primary.get(id)?.includes(column.name) ?? false,
      })),
    }),
  );
}
