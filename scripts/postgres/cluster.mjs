import { spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isDiskFull, StartError } from "../start-error.mjs";
import { program } from "./binaries.mjs";
import { ownDatabase, ownPasswords, ownRoles } from "./roles.mjs";

/** Sorted by code point, the same on every machine, and every connection has to give a password. */
const INITDB = "--auth=scram-sha-256 --encoding=UTF8 --locale-provider=builtin --locale=C.UTF-8 --lc-messages=C --no-sync".split(" ");

/**
 * Makes a cluster with its roles and its database beside its place and moves it there in the last step,
 * so that a kill at any moment leaves either nothing or all of it.
 * @param {import("./place.mjs").Place} place
 * @param {import("./notes.mjs").Notes["passwords"]} passwords
 */
export async function createCluster(place, passwords) {
  const part = `${place.cluster}.part`;
  rmSync(part, { recursive: true, force: true });
  const data = join(part, "data");
  const secret = join(part, "password");
  try {
    mkdirSync(part, { recursive: true, mode: 0o700 });
    writeFileSync(secret, passwords.admin, { mode: 0o600 });
    if (place.user !== undefined) for (const path of [part, secret]) chownSync(path, place.user.uid, place.user.gid);
    await run(place, "initdb", ["-D", data, "-U", "touchstone_admin", "--pwfile", secret, ...INITDB]);
    await single(place, data, "postgres", ownRoles(passwords));
    await single(place, data, "touchstone", ownDatabase());
    await run(place, "initdb", ["-D", data, "--sync-only"]);
    renameSync(data, place.cluster);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Gives the roles of a stopped cluster the noted passwords. */
export async function setPasswords(
  /** @type {import("./place.mjs").Place} */ place,
  /** @type {import("./notes.mjs").Notes["passwords"]} */ passwords,
) {
  await single(place, place.cluster, "postgres", ownPasswords(passwords));
}

/** Whether the cluster can be used by these binaries. */
export const hasCluster = (/** @type {string} */ cluster) => existsSync(join(cluster, "PG_VERSION"));

/**
 * Statements in a stopped cluster, one a line, as its superuser: no server, no password, no client needed.
 * @param {import("./place.mjs").Place} place
 * @param {string} data
 * @param {string} database
 * @param {readonly string[]} statements
 */
async function single(place, data, database, statements) {
  const args = ["--single", "-D", data, "-c", "log_min_messages=error", "-c", "exit_on_error=on", database];
  const output = await run(place, "postgres", args, `${statements.join("\n")}\n`);
  if (/\b(ERROR|FATAL):/.test(output)) throw new Error(`PostgreSQL refused to prepare its cluster:\n${output}`);
}

/**
 * @param {import("./place.mjs").Place} place
 * @param {"initdb" | "postgres"} name
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it printed
 */
async function run(place, name, args, input = "") {
  const child = spawn(program(place.native, name), args, {
    ...place.user,
    cwd: "/",
    // Its own process group: a Ctrl-C lets it finish, and the folder that it works in is removed afterwards.
    detached: process.platform !== "win32",
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
  });
  // It may have ended before it has read everything; then its status tells.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr, how] = await Promise.all([text(child.stdout), text(child.stderr), endOf(child)]);
  const output = `${stdout}${stderr}`;
  if (how === "0") return output;
  if (isDiskFull(output)) throw new Error("No space left on device");
  throw new StartError(
    `The embedded PostgreSQL cannot be set up in ${place.cluster} (${lastError(output) ?? how}): set TOUCHSTONE_HOME to another folder, or DATABASE_URL to a PostgreSQL server.`,
  );
}

/** @returns {Promise<string>} its exit code or signal, or why it could not be run */
const endOf = (/** @type {import("node:child_process").ChildProcess} */ child) =>
  new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(String(signal ?? code)));
  });

const lastError = (/** @type {string} */ output) =>
  output
    .trim()
    .split("\n")
    .findLast((line) => /error|fatal/i.test(line));
