import { accessSync, closeSync, constants, existsSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import { isDiskFull, StartError } from "./start-error.mjs";

const codeOf = (/** @type {unknown} */ error) => (error instanceof Error && "code" in error ? String(error.code) : "");

/** @throws {StartError} when the catalog folder is missing or cannot be read */
export function checkCatalog(/** @type {string} */ catalog) {
  const stat = statSync(catalog, { throwIfNoEntry: false });
  const remedy = "set TOUCHSTONE_CATALOG to the folder that holds your catalog files (unset it for the sample catalog)";
  if (stat === undefined) throw new StartError(`The catalog folder ${catalog} does not exist: create it, or ${remedy}.`);
  if (!stat.isDirectory()) throw new StartError(`The catalog ${catalog} is a file: ${remedy}.`);
  try {
    accessSync(catalog, constants.R_OK | constants.X_OK);
  } catch {
    throw new StartError(`The catalog folder ${catalog} may not be read by this user: change its permissions, or ${remedy}.`);
  }
}

/** Node's own recursive variant never returns where a folder can neither be found nor made, as below /proc. */
function makeFolder(/** @type {string} */ path) {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  mkdirSync(path);
}

/** Makes the state folder and writes to it. @throws {StartError} when that cannot be done */
export function checkHome(/** @type {string} */ home) {
  const probe = join(home, `.probe-${process.pid}`);
  try {
    makeFolder(home);
    const file = openSync(probe, "w");
    try {
      writeSync(file, Buffer.alloc(65_536, 1));
      fsyncSync(file);
    } finally {
      closeSync(file);
      rmSync(probe, { force: true });
    }
  } catch (error) {
    if (isDiskFull(error)) throw error;
    throw new StartError(
      `The state folder ${home} cannot be written (${codeOf(error) || error}): make it writable for this user, or set TOUCHSTONE_HOME to another folder.`,
      { cause: error },
    );
  }
}

/**
 * @param {string} host
 * @param {number} port
 * @returns {Promise<void>}
 * @throws {StartError} when nothing can listen there
 */
export function checkPort(host, port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(new StartError(portSentence(host, port, codeOf(error)), { cause: error })));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function portSentence(/** @type {string} */ host, /** @type {number} */ port, /** @type {string} */ code) {
  if (code === "EADDRINUSE") {
    return `Port ${port} on ${host} is taken by another program: stop that one, or choose another port with PORT=${port === 65_535 ? 3000 : port + 1} npm start.`;
  }
  if (code === "EACCES") return `Port ${port} may only be used by root: choose one above 1023, for example PORT=3000.`;
  return `This machine cannot listen on ${host}, port ${port} (${code}): set HOST to one of its own addresses, for example 127.0.0.1.`;
}

/**
 * A first look at a database server before anything is installed: whether something listens.
 * @param {string} databaseUrl
 * @returns {Promise<void>}
 */
export function checkDatabaseAddress(databaseUrl) {
  const where = databaseAddress(databaseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect("path" in where ? { path: where.path } : where);
    const fail = (/** @type {string} */ why) => {
      socket.destroy();
      reject(unreachable(databaseUrl, why));
    };
    socket.setTimeout(5_000, () => fail("no answer within 5 seconds"));
    socket.once("error", (error) => fail(codeOf(error) || error.message));
    socket.once("connect", () => {
      socket.destroy();
      resolve();
    });
  });
}

/** @returns {{ host: string, port: number } | { path: string }} */
function databaseAddress(/** @type {string} */ databaseUrl) {
  try {
    const url = new URL(databaseUrl);
    const port = Number(url.port || url.searchParams.get("port") || 5432);
    const host = url.searchParams.get("host") ?? decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ""));
    return host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host: host || "localhost", port };
  } catch (error) {
    throw new StartError(
      "DATABASE_URL is no URL: write it as postgresql://user:password@host:5432/database, with special characters percent-encoded.",
      {
        cause: error,
      },
    );
  }
}

/** The sentence names the server, never the password. */
export function unreachable(/** @type {string} */ databaseUrl, /** @type {string} */ why) {
  const where = databaseAddress(databaseUrl);
  const name = "path" in where ? where.path : `${where.host}:${where.port}`;
  return new StartError(
    `The database at ${name} cannot be reached (${why}): start it or correct DATABASE_URL, or unset DATABASE_URL to use the embedded database.`,
  );
}
