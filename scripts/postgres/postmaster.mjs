import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { commandOf, isAlive, signal, waitUntil } from "../processes.mjs";
import { StartError } from "../start-error.mjs";
import { removeSocketFolder } from "./socket-folder.mjs";

/**
 * The file that a running server keeps in its cluster. One value a line:
 * process, data folder, start, port, socket folder, address, shared memory, state.
 * @returns {{ pid: number, port: number, socketFolder: string, sharedMemory: string, ready: boolean } | undefined}
 */
export function parsePostmaster(/** @type {string} */ text) {
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketFolder: lines[4] ?? "",
    sharedMemory: (lines[6] ?? "").trim().split(/\s+/)[1] ?? "",
    ready: (lines[7] ?? "").trim() === "ready",
  };
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
 * Ends what an earlier launcher left in a cluster: a live server is stopped fast; the pid file of a dead one is cleared
 * where its number now belongs to another program or to a dead entry of the process table, which PostgreSQL takes for a live server.
 * PostgreSQL then recovers from its own log.
 * @returns {Promise<boolean>} whether there was anything
 */
export async function endLeftover(/** @type {string} */ cluster) {
  if (!existsSync(pidFile(cluster))) return false;
  const left = findPostmaster(cluster);
  const command = left === undefined ? undefined : commandOf(left.pid);
  if (left !== undefined && isAlive(left.pid) && (command === undefined || command.includes("postgres"))) {
    await stopPostmaster(cluster, left.pid);
  } else {
    // Its children may outlive it for a moment; a second server must not write beside them.
    const alone = await waitUntil(() => !isAttached(left?.sharedMemory ?? ""), 15_000);
    if (!alone) throw new StartError(`Processes of an earlier PostgreSQL still use ${cluster}: end them, and start again.`);
    rmSync(pidFile(cluster), { force: true });
  }
  if (left !== undefined) removeSocketFolder(left.socketFolder);
  return true;
}

/** Whether a process still uses a shared memory segment, as Linux lists them: key, id, permissions, size, creator, last user, users. */
function isAttached(/** @type {string} */ id) {
  try {
    const rows = readFileSync("/proc/sysvipc/shm", "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/));
    return rows.some((row) => row[1] === id && Number(row[6]) > 0);
  } catch {
    return false;
  }
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
