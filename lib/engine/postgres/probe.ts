/** Whether rows of tables may have changed: the server's own counters of changes, read for all of them in one statement. */
import type { Session } from "#lib/engine/postgres/session.ts";
import type { Tables } from "#lib/engine/postgres/tables.ts";
import type { TableRelation } from "#lib/engine/relation.ts";
import type { SourceVersion } from "#lib/engine/scan.ts";
import { isAppError } from "#lib/errors.ts";

/**
 * Rows written so far, over all partitions, and the file that holds them: `TRUNCATE`, `REFRESH` and rewriting make another one. Views and
 * foreign tables have neither. The counters come up to a second after the change, and start anew after a crash of the server.
 */
const PROBE = `
  SELECT c.oid::int8::text, (
    SELECT string_agg(concat_ws('.', p.oid, pg_relation_filenode(p.oid), pg_stat_get_tuples_inserted(p.oid),
      pg_stat_get_tuples_updated(p.oid), pg_stat_get_tuples_deleted(p.oid)), ',' ORDER BY p.oid)
    FROM pg_class p WHERE p.relkind IN ('r', 'm') AND p.oid IN (SELECT relid FROM pg_partition_tree(c.oid) UNION SELECT c.oid))
  FROM pg_class c WHERE c.oid = ANY($1::int8[]::oid[]) AND c.relkind IN ('r', 'm', 'p') AND current_setting('track_counts')::boolean`;

/** A table that is not there has no version; that it is gone is told by whoever reads it. */
export async function probeTables(
  session: Session,
  tables: Tables,
  relations: readonly TableRelation[],
): Promise<readonly (SourceVersion | null)[]> {
  const known = relations.map(({ path }) => session.source.shapes.peek(JSON.stringify(path))?.oid ?? null);
  const first = await versionsOf(session, known);
  // What is not known yet, or was made anew since, is looked up by its name.
  const oids: (string | null)[] = [];
  for (const [index, relation] of relations.entries()) {
    const oid = known[index] ?? null;
    oids.push(oid !== null && first.has(oid) ? oid : await oidOf(session, tables, relation));
  }
  const isNew = oids.some((oid, index) => oid !== known[index]);
  const versions = isNew ? await versionsOf(session, oids) : first;
  return oids.map((oid) => {
    const version = oid === null ? null : (versions.get(oid) ?? null);
    return version === null ? null : { version, changedAt: null };
  });
}

async function versionsOf(session: Session, oids: readonly (string | null)[]): Promise<ReadonlyMap<string, string | null>> {
  const wanted = oids.filter((oid) => oid !== null);
  if (wanted.length === 0) return new Map();
  const rows = await session.ask(PROBE, [`{${wanted.join(",")}}`]);
  return new Map(rows.map(([oid, version]) => [oid ?? "", version ?? null]));
}

async function oidOf(session: Session, tables: Tables, relation: TableRelation): Promise<string | null> {
  try {
    return (await tables.shape(session, relation)).oid;
  } catch (error) {
    if (isAppError(error, "TS-DATA-002")) return null;
    throw error;
  }
}
