import { resolve } from "node:path";
import { inCheckout, ROOT } from "./checkout.mjs";
import { StartError } from "./start-error.mjs";

/** The folder publishes again instead of what was pushed. Read by the server. */
export const ADOPT_FOLDER = "--adopt-folder";

/**
 * What the launcher itself needs to know; everything else is checked by the app.
 * @typedef {{
 *   env: Record<string, string | undefined>, host: string, port: number, home: string, catalog: string, isSample: boolean,
 *   databaseUrl: string | undefined, dev: boolean, adoptFolder: boolean,
 * }} Configuration
 */

/**
 * @param {Record<string, string | undefined>} env
 * @param {readonly string[]} args of the command line
 * @returns {Configuration}
 * @throws {StartError}
 */
export function readConfiguration(env, args) {
  const unknown = args.find((arg) => arg !== "--dev" && arg !== ADOPT_FOLDER);
  if (unknown !== undefined)
    throw new StartError(
      `'${unknown}' is not an option: there are --dev and ${ADOPT_FOLDER}, everything else is set in the environment or in .env.`,
    );
  const port = Number(env["PORT"] || 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new StartError(`PORT is '${env["PORT"]}', which is no port: set it to a number from 1 to 65535.`);
  }
  const databaseUrl = env["DATABASE_URL"] || undefined;
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new StartError("DATABASE_URL must start with postgresql://: correct it, or unset it to use the embedded database.");
  }
  const catalog = resolve(ROOT, env["TOUCHSTONE_CATALOG"] || "catalog");
  return {
    env,
    host: env["HOST"] || "127.0.0.1",
    port,
    home: resolve(ROOT, env["TOUCHSTONE_HOME"] || ".touchstone"),
    catalog,
    isSample: catalog === inCheckout("catalog"),
    databaseUrl,
    dev: args.includes("--dev"),
    adoptFolder: args.includes(ADOPT_FOLDER),
  };
}

/** Where the app will be found, for people. */
export const addressOf = (/** @type {Configuration} */ { host, port }) =>
  `http://${host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host}:${port}`;
