/** Temporary views of row policies on one connection. They are made before the read-only transaction, in which nothing can be made. */
import type pg from "pg";
import { codesOf } from "#lib/engine/postgres/failure.ts";
import type { NamedSelect } from "#lib/engine/postgres/namespace.ts";
import { quoteName } from "#lib/engine/postgres/quote.ts";
import type { Session } from "#lib/engine/postgres/session.ts";

/** What stands in each view of a connection. Kept while it is the same, so that not every question writes to the server's catalog. */
const made = new WeakMap<pg.PoolClient, Map<string, string>>();
const MAX_VIEWS = 20;
/** How long a server counts as one without temporary views. */
const WITHOUT_MS = 60_000;
const without = new WeakMap<object, number>();
const SETTINGS = `SET LOCAL client_min_messages = error; SET LOCAL synchronous_commit = off; SET LOCAL search_path = pg_catalog, pg_temp;
  SET LOCAL statement_timeout = 10000; SET LOCAL lock_timeout = 3000;`;

/** Whether the views are there now. `false`: this server makes none, a prelude has to serve. */
export async function makeViews(session: Session, selects: readonly NamedSelect[]): Promise<boolean> {
  const { source, client } = session;
  if ((without.get(source) ?? 0) > source.options.now()) return false;
  const views = made.get(client) ?? new Map<string, string>();
  made.set(client, views);
  const changed = selects.filter(({ name, sql }) => views.get(name) !== sql);
  if (changed.length === 0) return true;
  const fits = views.size + changed.length <= MAX_VIEWS;
  const gone = fits ? changed.map(({ name }) => name).filter((name) => views.has(name)) : [...views.keys()];
  const wanted = fits ? changed : selects;
  const drops = gone.map((name) => `DROP VIEW IF EXISTS pg_temp.${quoteName(name)};`);
  const creates = wanted.map(({ name, sql }) => `CREATE TEMPORARY VIEW ${quoteName(name)} WITH (security_barrier = true) AS ${sql};`);
  try {
    await session.script(`BEGIN READ WRITE; ${SETTINGS} ${drops.join(" ")} ${creates.join(" ")} COMMIT`);
  } catch (error) {
    await session.script("ROLLBACK");
    // Read-only server, or no right to make temporary objects.
    if (!codesOf(error).some((code) => code === "25006" || code === "42501")) throw error;
    without.set(source, source.options.now() + WITHOUT_MS);
    return false;
  }
  for (const name of gone) views.delete(name);
  for (const { name, sql } of wanted) views.set(name, sql);
  return true;
}
