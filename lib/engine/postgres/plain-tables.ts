/** Which tables have nothing of their own in a plan. */
import type { Ask } from "#lib/engine/postgres/type-book.ts";

/**
 * A plan prints what the server puts in a table's place: the text of a view, the conditions of row-level security, the expression of a
 * column that is computed when read, a foreign table's file, the names of partitions.
 */
const PLAIN = `
  SELECT count(*) = cardinality($1::int8[]) AND bool_and(c.relkind IN ('r', 'm') AND NOT c.relhassubclass AND NOT c.relrowsecurity
    AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attgenerated = 'v'))
  FROM pg_class c WHERE c.oid = ANY ($1::int8[]::oid[])`;

/** Whether a plan over these tables shows the reader's own statement and nothing else. */
export async function arePlain(oids: readonly string[], ask: Ask): Promise<boolean> {
  const distinct = [...new Set(oids)];
  return distinct.length === 0 || (await ask(PLAIN, [`{${distinct.join(",")}}`]))[0]?.[0] === "t";
}
