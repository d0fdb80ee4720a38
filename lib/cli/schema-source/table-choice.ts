import { UsageError } from "#lib/cli/command.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { matchesStars } from "#lib/intake/star-pattern.ts";

export interface TableChoice {
  /** Names, with `*` for any letters; empty: all. */
  readonly schemas: readonly string[];
  /** `orders`, `stg_*` or `sales.orders`; empty: all. */
  readonly tables: readonly string[];
}

/** The chosen ones. @throws UsageError that names the schema or table that is not there, with the nearest name. */
export function pickTables<T extends { readonly schema: string; readonly name: string }>(
  all: readonly T[],
  choice: TableChoice,
  where: string,
): readonly T[] {
  const schemas = [...new Set(all.map(({ schema }) => schema))];
  for (const wanted of choice.schemas)
    if (!schemas.some((schema) => matchesStars(schema, wanted)))
      throw new UsageError(`${where} has no schema '${wanted}' with tables. ${hintNearest(wanted, schemas) ?? listed("It has", schemas)}`);
  const inSchemas = all.filter(
    ({ schema }) => choice.schemas.length === 0 || choice.schemas.some((wanted) => matchesStars(schema, wanted)),
  );
  const isTable = ({ schema, name }: T, wanted: string) => matchesStars(name, wanted) || matchesStars(`${schema}.${name}`, wanted);
  for (const wanted of choice.tables)
    if (!inSchemas.some((table) => isTable(table, wanted)))
      throw new UsageError(
        `${where} has no table '${wanted}'. ${
          hintNearest(
            wanted,
            inSchemas.flatMap(({ schema, name }) => [name, `${schema}.${name}`]),
          ) ??
          listed(
            "It has",
            inSchemas.map(({ schema, name }) => `${schema}.${name}`),
          )
        }`,
      );
  const picked = inSchemas.filter((table) => choice.tables.length === 0 || choice.tables.some((wanted) => isTable(table, wanted)));
  if (picked.length === 0) throw new UsageError(`${where} has no tables or views that this user can see.`);
  return picked;
}

function listed(lead: string, names: readonly string[]): string {
  if (names.length === 0) return "It has none.";
  return `${lead} ${names.slice(0, 10).join(", ")}${names.length > 10 ? ` and ${names.length - 10} more` : ""}.`;
}
