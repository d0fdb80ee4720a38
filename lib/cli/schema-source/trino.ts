import { UsageError } from "#lib/cli/command.ts";
import { pickTables, type TableChoice } from "#lib/cli/schema-source/table-choice.ts";
import { parseAddress } from "#lib/engine/trino/address.ts";
import { discoverTables, type ReadAll } from "#lib/engine/trino/discover.ts";
import { failureOf, TrinoFailure } from "#lib/engine/trino/failure.ts";
import { runStatement } from "#lib/engine/trino/statement.ts";
import { AppError } from "#lib/errors.ts";
import { plainTable, type TableSchema } from "#lib/intake/table-schema.ts";

/** A lake's `information_schema` can take a while: it asks the metastore for every table. */
const STATEMENT_MS = 120_000;

/**
 * What a Trino cluster says about the tables of one of its catalogs, as the engine's discovery finds them.
 * @throws UsageError with the reason and a remedy; never with the password
 */
export async function readTrino(
  { url, catalog, sourceId }: { readonly url: string; readonly catalog: string; readonly sourceId: string },
  choice: TableChoice,
  signal: AbortSignal,
): Promise<readonly TableSchema[]> {
  try {
    const address = parseAddress(url, sourceId);
    const limits = { timeoutMs: STATEMENT_MS, signal };
    const read: ReadAll = async (sql) => {
      const rows: (readonly unknown[])[] = [];
      for await (const page of runStatement(sql, { address, sourceId, catalog, limits })) rows.push(...page.rows);
      return rows;
    };
    const found = (await discoverTables(read, catalog)).map(({ path, ...table }) => {
      const [, schema = "", name = ""] = path;
      return { schema, name, table };
    });
    return pickTables(found, choice, `The catalog ${catalog}`).map(({ schema, name, table }): TableSchema => {
      const columns = table.columns.map((column) => ({
        ...{ name: column.name, type: column.type, required: !column.nullable, description: column.comment, values: null, comment: null },
      }));
      const remarks = table.kind === "view" ? ["A view: the source promises nothing about its columns."] : [];
      return { ...plainTable(schema, name, columns), kind: table.kind, description: table.comment, remarks };
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TrinoFailure && error.said.errorName === "CATALOG_NOT_FOUND")
      throw new UsageError(`This Trino cluster has no catalog '${catalog}', or its user may not see it.`);
    const failure = error instanceof UsageError ? error : failureOf(error, { sourceId, isProtected: false });
    throw failure instanceof AppError ? new UsageError(failure.message) : failure;
  }
}
