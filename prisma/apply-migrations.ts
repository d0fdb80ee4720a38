import pg from "pg";
import { type MigrationFile, migrationsList, NO_FILTERS, openEngine, openPool, readMigrations } from "./schema-engine.ts";

/** Why migrating was not possible: one sentence for the person who started the app. */
export class MigrationFailure extends Error {}

/** Any number, but no other use of advisory locks in this database may have it. */
const LOCK = 7_236_970;

/**
 * Brings a database up to the newest migration; several processes may try at once. All pending migrations are one
 * transaction: a process killed on the way leaves nothing half done.
 * @param role that gets to read and write the tables, when another one than the migrating role.
 * @returns names of the migrations that were applied now.
 * @throws MigrationFailure
 */
export async function applyMigrations(url: string, role: string | null): Promise<readonly string[]> {
  const migrations = readMigrations();
  const pool = openPool(url);
  try {
    if ((await pendingOf(pool, migrations)).length === 0) return [];
    // One connection in the pool, so what the engine sends is inside of this transaction.
    await pool.query("begin");
    await pool.query("select pg_advisory_xact_lock($1)", [LOCK]);
    const pending = await pendingOf(pool, migrations);
    if (pending.length > 0) await run(pool, migrations);
    if (role !== null) await grant(pool, role);
    await pool.query("commit");
    return pending;
  } catch (error) {
    throw explain(error, url);
  } finally {
    await pool.end();
  }
}

async function run(pool: pg.Pool, migrations: readonly MigrationFile[]): Promise<void> {
  const engine = await openEngine(pool);
  try {
    await engine.applyMigrations({ migrationsList: migrationsList(migrations), filters: NO_FILTERS });
  } finally {
    engine.free();
  }
}

async function pendingOf(pool: pg.Pool, migrations: readonly MigrationFile[]): Promise<readonly string[]> {
  const table = await pool.query<{ exists: boolean }>("select to_regclass('_prisma_migrations') is not null as exists");
  if (table.rows[0]?.exists !== true) return migrations.map(({ name }) => name);
  const rows = await pool.query<{ migration_name: string; done: boolean }>(
    "select migration_name, finished_at is not null as done from _prisma_migrations where rolled_back_at is null",
  );
  const known = new Set(migrations.map(({ name }) => name));
  const foreign = rows.rows.find(({ migration_name }) => !known.has(migration_name));
  if (foreign !== undefined)
    throw new MigrationFailure(
      `The database was migrated by a newer version (${foreign.migration_name} is unknown here). Update this checkout, or use another database.`,
    );
  const done = new Set(rows.rows.filter((row) => row.done).map(({ migration_name }) => migration_name));
  return migrations.map(({ name }) => name).filter((name) => !done.has(name));
}

async function grant(pool: pg.Pool, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role);
  await pool.query(
    `grant usage on schema public to ${name};
     grant select, insert, update, delete on all tables in schema public to ${name};
     grant usage, select on all sequences in schema public to ${name};
     grant usage, create on schema pgboss to ${name};`,
  );
}

/** What PostgreSQL's and the system's codes mean for the person at the terminal. The password of the URL is never shown. */
function explain(error: unknown, url: string): MigrationFailure {
  if (error instanceof MigrationFailure) return error;
  const { host, database, user } = placeOf(url);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : String(error);
  const say = (sentence: string) => new MigrationFailure(sentence, { cause: error });
  if (
    ["ECONNREFUSED", "ENOENT", "EACCES", "ETIMEDOUT", "ECONNRESET", "EHOSTUNREACH", "57P03"].includes(code) ||
    /timeout exceeded/.test(message)
  )
    return say(`The database at ${host} does not answer. Start it, or correct DATABASE_URL.`);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return say(`There is no host ${host}. Correct DATABASE_URL.`);
  if (code === "28P01" || code === "28000")
    return say(`The database at ${host} refuses the user ${user}. Correct the name or password in DATABASE_URL.`);
  if (code === "3D000") return say(`There is no database ${database} at ${host}. Create it, or correct DATABASE_URL.`);
  if (code === "42501" || /permission denied/i.test(message))
    return say(
      `The user ${user} may not create tables in ${database}. Grant it the right, or set MIGRATE_DATABASE_URL to a user who has it.`,
    );
  if (code === "53100") return say("The disk of the database is full. Free some space, then start again.");
  if (/P3005|not empty/i.test(message))
    return say(`The database ${database} holds other tables. Give Touchstone an empty database of its own in DATABASE_URL.`);
  return say(`The database could not be brought up to date: ${message.split("\n")[0] ?? "no reason given"}`);
}

function placeOf(url: string): { readonly host: string; readonly database: string; readonly user: string } {
  try {
    const { hostname, port, pathname, username, searchParams } = new URL(url);
    const host = searchParams.get("host") ?? `${hostname}${port === "" ? "" : `:${port}`}`;
    return { host, database: decodeURIComponent(pathname.slice(1)), user: decodeURIComponent(username) };
  } catch {
    return { host: "DATABASE_URL", database: "", user: "" };
  }
}
