import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDiskFull, StartError } from "../start-error.mjs";
import { program } from "./binaries.mjs";
import { findPostmaster, stopPostmaster } from "./postmaster.mjs";
import { serverSettings } from "./settings.mjs";
import { makeSocketFolder, removeSocketFolder } from "./socket-folder.mjs";

const LOG_LIMIT = 5 * 1024 * 1024;
/** A server that was killed replays its log first; children of it may hold the shared memory for some seconds more. */
const PATIENCE = 120_000;

/**
 * Starts a server on an existing cluster and waits until it takes connections.
 * @param {import("./place.mjs").Place} place
 * @param {{ home: string, durable: boolean }} options
 */
export async function startServer(place, { home, durable }) {
  const log = join(home, "postgres.log");
  if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT) truncateSync(log);
  const windows = process.platform === "win32";
  const socketFolder = windows ? undefined : makeSocketFolder(place.user);
  const port = windows ? await freePort() : 5432;
  const args = ["-D", place.cluster, ...serverSettings({ socketFolder, port, durable })];
  const clear = () => socketFolder !== undefined && removeSocketFolder(socketFolder);

  for (const end = Date.now() + PATIENCE; ; await sleep(200)) {
    const from = statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    const fd = openSync(log, "a", 0o600);
    // Its own process group: Ctrl-C in a terminal reaches the launcher alone, which stops the app before its database.
    const child = spawn(program(place.native, "postgres"), args, {
      ...place.user,
      detached: true,
      cwd: "/",
      stdio: ["ignore", fd, fd],
      env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    });
    closeSync(fd);
    const outcome = await untilReady(child, place.cluster, end);
    if (outcome === "ready") {
      child.unref();
      return { pid: child.pid ?? 0, port, socketFolder, ended: endOf(child), stop: stopper(place, child, clear) };
    }
    child.kill("SIGQUIT");
    const said = readFileSync(log, "utf8").slice(from);
    if (/pre-existing shared memory block/.test(said) && Date.now() < end) continue;
    clear();
    if (isDiskFull(said)) throw new Error("No space left on device");
    const fatal =
      said
        .split("\n")
        .findLast((line) => /FATAL|PANIC/.test(line))
        ?.replace(/^.*?(FATAL|PANIC):\s*/, "") ?? outcome;
    throw new StartError(`The embedded PostgreSQL does not start (${fatal}): see ${log}.`);
  }
}

/** @returns {Promise<string>} */
const endOf = (/** @type {import("node:child_process").ChildProcess} */ child) =>
  new Promise((resolve) => child.once("exit", (code, name) => resolve(String(name ?? code))));

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {string} cluster
 * @param {number} end
 * @returns {Promise<string>} "ready", or what went wrong
 */
async function untilReady(child, cluster, end) {
  /** @type {string | undefined} */
  let ended;
  child.once("error", (error) => {
    ended = error.message;
  });
  child.once("exit", (code, name) => {
    ended = `it ended with ${name ?? code}`;
  });
  for (;;) {
    if (ended !== undefined) return ended;
    const state = findPostmaster(cluster);
    if (state !== undefined && state.pid === child.pid && state.ready) return "ready";
    if (Date.now() > end) return "it takes no connections";
    await sleep(10);
  }
}

/**
 * @param {import("./place.mjs").Place} place
 * @param {import("node:child_process").ChildProcess} child
 * @param {() => unknown} clear
 */
function stopper(place, child, clear) {
  /** @type {Promise<void> | undefined} */
  let stopping;
  return () => {
    stopping ??= stopChild(place, child).then(() => void clear());
    return stopping;
  };
}

async function stopChild(/** @type {import("./place.mjs").Place} */ place, /** @type {import("node:child_process").ChildProcess} */ child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  // It keeps no process alive while it serves; whoever waits for its end has to live until then.
  child.ref();
  const ended = endOf(child);
  if (process.platform !== "win32") {
    await stopPostmaster(place.cluster, child.pid);
    await ended;
    return;
  }
  // Windows has no signals; pg_ctl asks through the server's named pipe.
  spawn(program(place.native, "pg_ctl"), ["stop", "-D", place.cluster, "-m", "fast"], { stdio: "ignore" });
  await ended;
  rmSync(join(place.cluster, "postmaster.pid"), { force: true });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
