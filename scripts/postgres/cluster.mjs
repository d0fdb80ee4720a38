import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDiskFull, StartError } from "../start-error.mjs";
import { program } from "./binaries.mjs";
import { ownDatabase, ownPasswords, ownRoles } from "./roles.mjs";

/**
 * Makes a cluster with its roles and its database beside its place and moves it there in the last step,
 * so that a kill at any moment leaves either nothing or all of it.
 * @param {import("./place.mjs").Place} place
 * @param {import("./notes.mjs").Notes["passwords"]} passwords
 */
export function createCluster(place, passwords) {
  const part = `${place.cluster}.part`;
  rmSync(part, { recursive: true, force: true });
  const data = join(part, "data");
  const secret = join(part, "password");
  try {
    mkdirSync(part, { recursive: true, mode: 0o700 });
    writeFileSync(secret, passwords.admin, { mode: 0o600 });
    if (place.user !== undefined) for (const path of [part, secret]) chownSync(path, place.user.uid, place.user.gid);
    run(place, "initdb", [
      ...["-D", data, "-U", "touchstone_admin", "--pwfile", secret, "--auth", "scram-sha-256"],
      ...[
        "--encoding",
        "UTF8",
        "--locale-provider",
        "builtin",
        "--locale",
        "C.UTF-8",
        "--lc-messages",
        "C",
        "--no-instructions",
        "--no-sync",
      ],
    ]);
    single(place, data, "postgres", ownRoles(passwords));
    single(place, data, "touchstone", ownDatabase());
    run(place, "initdb", ["-D", data, "--sync-only"]);
    renameSync(data, place.cluster);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}

/** Gives the roles of a stopped cluster the noted passwords. */
export function setPasswords(
  /** @type {import("./place.mjs").Place} */ place,
  /** @type {import("./notes.mjs").Notes["passwords"]} */ passwords,
) {
  single(place, place.cluster, "postgres", ownPasswords(passwords));
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
function single(place, data, database, statements) {
  const output = run(
    place,
    "postgres",
    ["--single", "-D", data, "-c", "log_min_messages=error", "-c", "exit_on_error=on", database],
    `${statements.join("\n")}\n`,
  );
  if (/\b(ERROR|FATAL):/.test(output)) throw new Error(`PostgreSQL refused to prepare its cluster:\n${output}`);
}

/**
 * @param {import("./place.mjs").Place} place
 * @param {"initdb" | "postgres"} name
 * @param {readonly string[]} args
 * @param {string} [input]
 */
function run(place, name, args, input = "") {
  const { status, stdout, stderr, error } = spawnSync(program(place.native, name), args, {
    ...place.user,
    input,
    encoding: "utf8",
    cwd: "/",
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
  });
  const output = `${stdout ?? ""}${stderr ?? ""}`;
  if (error === undefined && status === 0) return output;
  if (isDiskFull(output)) throw new Error("No space left on device", { cause: error });
  throw new StartError(
    `The embedded PostgreSQL cannot be set up in ${place.cluster} (${error?.message ?? lastLine(output)}): set TOUCHSTONE_HOME to another folder, or DATABASE_URL to a PostgreSQL server.`,
    { cause: error },
  );
}

const lastLine = (/** @type {string} */ text) =>
  text
    .trim()
    .split("\n")
    .findLast((line) => /error|fatal/i.test(line)) ??
  text.trim().split("\n").at(-1) ??
  "";
