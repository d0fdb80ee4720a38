import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandOf, isAlive, signal, waitUntil } from "../processes.mjs";
import { StartError } from "../start-error.mjs";
import { removeSocketFolder } from "./socket-folder.mjs";

/**
 * The file that a running server keeps in its cluster. One value a line:
 * process, data folder, start, port, socket folder, address, shared memory, state.
 * @returns {{ pid: number, port: number, socketFolder: string, ready: boolean } | undefined}
 */
export function parsePostmaster(/** @type {string} */ text) {
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), socketFolder: lines[4] ?? "", ready: (lines[7] ?? "").trim() === "ready" };
}

const pidFile = (/** @type {string} */ cluster) => join(cluster, "postmaster.pid");

export function findPostmaster(/** @type {string} */ cluster) {
  try {
    return parsePostmaster(readFileSync(pidFile(cluster), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * Ends what an earlier launcher left in a cluster: a live server is stopped fast, the number of a dead one that
 * now belongs to another program is cleared away. A pid file of a process that is gone is left to PostgreSQL,
 * which also checks that no child of it still uses the shared memory.
 * @returns {Promise<boolean>} whether there was anything
 */
export async function endLeftover(/** @type {string} */ cluster) {
  const left = findPostmaster(cluster);
  if (left === undefined) return existsSync(pidFile(cluster)) && (rmSync(pidFile(cluster)), true);
  if (isAlive(left.pid)) {
    const command = commandOf(left.pid);
    if (command !== undefined && !command.includes("postgres")) rmSync(pidFile(cluster));
    else await stopPostmaster(cluster, left.pid);
  }
  removeSocketFolder(left.socketFolder);
  return true;
}

/** Fast shutdown: open transactions roll back, what is committed is on disk. */
export async function stopPostmaster(/** @type {string} */ cluster, /** @type {number} */ pid) {
  const gone = () => !isAlive(pid) || findPostmaster(cluster)?.pid !== pid;
  signal(pid, "SIGINT");
  if (await waitUntil(gone, 15_000)) return;
  signal(pid, "SIGQUIT");
  if (await waitUntil(gone, 5_000)) return;
  throw new StartError(`PostgreSQL (process ${pid}) does not stop: end it with kill ${pid}, and start again.`);
}
