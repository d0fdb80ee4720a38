import { mkdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { nativeFolder } from "./postgres/binaries.mjs";
import { createCluster, hasCluster, setPasswords } from "./postgres/cluster.mjs";
import { findNotes, newPasswords, writeNotes } from "./postgres/notes.mjs";
import { choosePlace } from "./postgres/place.mjs";
import { endLeftover } from "./postgres/postmaster.mjs";
import { startServer } from "./postgres/server.mjs";
import { StartError } from "./start-error.mjs";

/** The version of the cluster format that these binaries read. */
const MAJOR = "18";

/**
 * Starts the embedded PostgreSQL of a state folder, making it when there is none. Whoever calls owns the folder:
 * a server that a killed launcher left in it is stopped first, and what it had committed is there again.
 * @param {{ home: string, uid?: number, durable?: boolean }} options `uid`: as root, runs as that user instead of `nobody`
 * @returns {Promise<{ url: string, migrateUrl: string, adminUrl: string, pid: number, cluster: string, recovered: boolean, ended: Promise<string>, stop: () => Promise<void> }>}
 *   URLs of the app's role, of the role that owns the schema, and of the superuser; `ended` settles when the server ends
 * @throws {StartError}
 */
export async function startPostgres({ home, uid, durable = true }) {
  const folder = resolve(home);
  mkdirSync(folder, { recursive: true });
  const notes = findNotes(folder);
  const place = choosePlace(folder, nativeFolder(), notes?.cluster, uid);
  const passwords = notes?.passwords ?? newPasswords();
  const recovered = await endLeftover(place.cluster);
  if (notes === undefined || notes.cluster !== place.cluster) writeNotes(folder, { cluster: place.cluster, passwords });
  if (!hasCluster(place.cluster)) await createCluster(place, passwords);
  else if (notes === undefined) await setPasswords(place, passwords);
  checkMajor(place.cluster);

  const server = await startServer(place, { home: folder, durable });
  const at = (/** @type {string} */ role, /** @type {string} */ password, database = "touchstone") =>
    server.socketFolder === undefined
      ? `postgresql://${role}:${password}@127.0.0.1:${server.port}/${database}`
      : `postgresql://${role}:${password}@localhost/${database}?host=${encodeURIComponent(server.socketFolder)}`;
  return {
    url: at("touchstone", passwords.app),
    migrateUrl: at("touchstone_migrate", passwords.migrate),
    adminUrl: at("touchstone_admin", passwords.admin, "postgres"),
    pid: server.pid,
    cluster: place.cluster,
    recovered,
    ended: server.ended,
    stop: server.stop,
  };
}

/** A cluster of another major version is not touched: its data can only be read by that version. */
function checkMajor(/** @type {string} */ cluster) {
  const found = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
  if (found === MAJOR) return;
  throw new StartError(
    `The database in ${cluster} was made by PostgreSQL ${found}, and this Touchstone brings ${MAJOR}: move that folder away to start with an empty database.`,
  );
}
