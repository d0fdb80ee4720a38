import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "./postgres.mjs";

/**
 * A PostgreSQL of its own for tests, in a temporary folder, without fsync.
 * `createDatabase` makes a database, empty or as a copy of a template that nobody is connected to, and answers its URLs.
 * @returns {Promise<{
 *   url: string, migrateUrl: string, adminUrl: string,
 *   createDatabase: (name: string, template?: string) => Promise<{ url: string, migrateUrl: string, adminUrl: string }>,
 *   stop: () => Promise<void>,
 * }>}
 */
export async function startTestPostgres() {
  const home = mkdtempSync(join(tmpdir(), "touchstone-test-"));
  chmodSync(home, 0o755);
  const server = await startPostgres({ home, durable: false });
  return {
    url: server.url,
    migrateUrl: server.migrateUrl,
    adminUrl: server.adminUrl,
    createDatabase: (name, template) => createDatabase(server, name, template),
    stop: async () => {
      await server.stop();
      // A temporary folder that is closed to others has its cluster elsewhere.
      for (const folder of [server.cluster, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {{ url: string, migrateUrl: string, adminUrl: string }} server
 * @param {string} name
 * @param {string} [template] what the roles may do in it is copied with it
 * @returns {Promise<{ url: string, migrateUrl: string, adminUrl: string }>}
 */
export async function createDatabase(server, name, template) {
  const { default: pg } = await import("pg");
  const { ownDatabase } = await import("./postgres/roles.mjs");
  const run = async (/** @type {string} */ url, /** @type {string[]} */ statements) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const quoted = (/** @type {string} */ word) => `"${word.replaceAll('"', '""')}"`;
  const from = template === undefined ? "" : ` TEMPLATE ${quoted(template)}`;
  await run(server.adminUrl, [`CREATE DATABASE ${quoted(name)} OWNER touchstone_migrate${from}`]);
  const at = (/** @type {string} */ url) => Object.assign(new URL(url), { pathname: `/${encodeURIComponent(name)}` }).href;
  const urls = { url: at(server.url), migrateUrl: at(server.migrateUrl), adminUrl: at(server.adminUrl) };
  if (template === undefined) await run(urls.adminUrl, ownDatabase());
  return urls;
}
