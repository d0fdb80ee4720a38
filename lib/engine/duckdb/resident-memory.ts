import { readFileSync } from "node:fs";

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

/** `null`: not Linux, or no such process. */
export function readResidentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
