/** Whether rows of tables may have changed: the newest snapshot of formats that have them. Others tell no such thing. */
import type { TableRelation } from "#lib/engine/relation.ts";
import type { SourceVersion } from "#lib/engine/scan.ts";
import { TrinoFailure } from "#lib/engine/trino/failure.ts";
import { quoteName, quoteText } from "#lib/engine/trino/quote.ts";

/** Rows of a statement, with failures as Trino tells them. */
export type Read = (sql: string) => Promise<readonly (readonly unknown[])[]>;

/** By connector: the table beside the table, its version and when it was made. */
const HISTORIES: Readonly<Record<string, readonly [suffix: string, version: string, at: string]>> = {
  iceberg: ["$snapshots", "snapshot_id", "committed_at"],
  delta_lake: ["$history", "version", "timestamp"],
};

export async function probeTables(read: Read, relations: readonly TableRelation[]): Promise<readonly (SourceVersion | null)[]> {
  const catalogs = [...new Set(relations.flatMap((relation) => catalogOf(relation) ?? []))];
  const connectors = await connectorsOf(read, catalogs);
  const asked = relations.map((relation) => historySql(relation, connectors.get(catalogOf(relation) ?? "")));
  const parts = asked.flatMap((sql, index) => (sql === null ? [] : [`SELECT ${index} AS k, v, at FROM (${sql})`]));
  const found = await readAll(read, parts);
  return relations.map((_, index) => found.get(index) ?? null);
}

/** One statement for all; where one table fails it, one for each. */
async function readAll(read: Read, parts: readonly string[]): Promise<ReadonlyMap<number, SourceVersion>> {
  if (parts.length === 0) return new Map();
  try {
    const rows = await read(parts.join(" UNION ALL "));
    return new Map(rows.map(([index, version, at]) => [Number(index), { version: String(version), changedAt: instantText(at) }]));
  } catch (error) {
    if (!(error instanceof TrinoFailure)) throw error;
    if (parts.length === 1) return new Map();
  }
  const alone = new Map<number, SourceVersion>();
  for (const part of parts) for (const [index, version] of await readAll(read, [part])) alone.set(index, version);
  return alone;
}

async function connectorsOf(read: Read, catalogs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (catalogs.length === 0) return new Map();
  const names = catalogs.map(quoteText).join(", ");
  const rows = await read(`SELECT catalog_name, connector_name FROM system.metadata.catalogs WHERE catalog_name IN (${names})`);
  return new Map(rows.map(([catalog, connector]) => [String(catalog), String(connector)]));
}

function catalogOf({ path, source }: TableRelation): string | null {
  return (path.length === 3 ? path[0]?.toLowerCase() : source.catalog?.toLowerCase()) ?? null;
}

/** `null`: the connector keeps no snapshots. */
function historySql(relation: TableRelation, connector: string | undefined): string | null {
  const history = HISTORIES[connector ?? ""];
  const catalog = catalogOf(relation);
  const table = relation.path.at(-1);
  if (history === undefined || catalog === null || table === undefined) return null;
  const [suffix, version, at] = history;
  const from = [catalog, ...relation.path.slice(-2, -1), `${table}${suffix}`].map(quoteName).join(".");
  const text = `CAST(CAST(at_timezone(${quoteName(at)}, 'UTC') AS timestamp(3)) AS varchar)`;
  return `SELECT CAST(${quoteName(version)} AS varchar) AS v, ${text} AS at FROM ${from} ORDER BY ${quoteName(at)} DESC, ${quoteName(version)} DESC LIMIT 1`;
}

function instantText(text: unknown): string | null {
  const date = new Date(`${String(text).replace(" ", "T")}Z`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
