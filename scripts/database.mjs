import { startPostgres } from "./postgres.mjs";
import { unreachable } from "./preconditions.mjs";
import { StartError } from "./start-error.mjs";

const OLDEST = 15;

/**
 * The database: the embedded PostgreSQL of the state folder, or the server that `DATABASE_URL` names.
 * @param {import("./configuration.mjs").Configuration} configuration
 * @returns {Promise<{ url: string, migrateUrl: string, ended: Promise<string>, stop: () => Promise<void> }>}
 *   `ended` settles when the embedded server ends by itself
 * @throws {StartError}
 */
export async function openDatabase({ databaseUrl, home, env }) {
  if (databaseUrl === undefined) return startPostgres({ home });
  await checkServer(databaseUrl);
  return { url: databaseUrl, migrateUrl: env["MIGRATE_DATABASE_URL"] || databaseUrl, ended: new Promise(() => {}), stop: async () => {} };
}

/** Connects once: the address, the password and the version are right. */
async function checkServer(/** @type {string} */ databaseUrl) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 8_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      "SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name",
    );
    if (Number(rows[0]?.number) >= OLDEST * 10_000) return;
    throw new StartError(
      `The database server has version ${rows[0]?.name}, and Touchstone needs PostgreSQL ${OLDEST} or later: upgrade it, or unset DATABASE_URL.`,
    );
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw unreachable(databaseUrl, error instanceof Error ? error.message || String("code" in error ? error.code : "") : String(error));
  } finally {
    await client.end().catch(() => {});
  }
}
