import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether a process with that id exists, whoever owns it. */
export function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The fields of /proc/<pid>/stat after the command, which may hold spaces and brackets; none outside Linux. */
function statFields(/** @type {number} */ pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}

const isZombie = (/** @type {number} */ pid) => statFields(pid)[0] === "Z";

/** The parent of a process; 0 where that is not known. */
export const parentOf = (/** @type {number} */ pid) => Number(statFields(pid)[1] ?? 0);

/**
 * Names one process for good: its id alone may be given to another one later.
 * @returns {{ pid: number, started: string }}
 */
export function identify(/** @type {number} */ pid) {
  return { pid, started: statFields(pid)[19] ?? "" };
}

/** Whether exactly that process still runs. */
export function stillRuns(/** @type {{ pid: number, started: string }} */ who) {
  return isAlive(who.pid) && (who.started === "" || identify(who.pid).started === who.started);
}

/** The command of a process, or `undefined` where that is not known. */
export function commandOf(/** @type {number} */ pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return undefined;
  }
}

/** Waits until a condition holds. @returns {Promise<boolean>} false when the time is over */
export async function waitUntil(/** @type {() => boolean} */ holds, /** @type {number} */ ms, step = 20) {
  for (const end = Date.now() + ms; ; ) {
    if (holds()) return true;
    if (Date.now() >= end) return false;
    await sleep(step);
  }
}

/**
 * Sends a signal; a process that is gone is fine.
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** Ends one process: asks first, then insists. */
export async function endProcess(/** @type {{ pid: number, started: string }} */ who, /** @type {number} */ patience) {
  if (!stillRuns(who)) return;
  signal(who.pid, "SIGTERM");
  if (await waitUntil(() => !stillRuns(who), patience)) return;
  signal(who.pid, "SIGKILL");
  await waitUntil(() => !stillRuns(who), 5_000);
}
