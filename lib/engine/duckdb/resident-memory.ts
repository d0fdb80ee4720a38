import { readFileSync } from "node:fs";
import process from "node:process";

const EVERY_MS = 25;

/**
 * Calls `onExceeded` once when the resident memory of a process passes the bound. Returns what ends the watch.
 * Reads `/proc/<pid>/status`, which is made on the spot and never waits for a disk; elsewhere than on Linux nothing is watched.
 */
export function watchMemory(pid: number | undefined, residentMb: number, onExceeded: () => void): () => void {
  if (pid === undefined) return () => {};
  const timer = setInterval(() => {
    const resident = readResidentMb(pid);
    if (resident === null) return clearInterval(timer);
    if (resident <= residentMb) return;
    clearInterval(timer);
    onExceeded();
  }, EVERY_MS);
  return () => clearInterval(timer);
}

/** A query takes up to 4 GB a second: the process looks often, and ends itself before the bound, which another one sees late. */
const OWN_EVERY_MS = 5;
const OWN_SHARE = 0.9;

/** The same for this process itself, on every platform. */
export function watchOwnMemory(residentMb: number, onExceeded: () => void): () => void {
  const bound = residentMb * OWN_SHARE * 1024 * 1024;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= bound) return;
    clearInterval(timer);
    onExceeded();
  }, OWN_EVERY_MS);
  return () => clearInterval(timer);
}

/** `null`: not Linux, or no such process. */
export function readResidentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
