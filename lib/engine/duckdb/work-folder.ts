/**
 * The pool's own folder below the app's temporary folder: `<tempDir>/duckdb-<pid>-<random>/` with `pipes/`, which only the app may
 * write, and a private folder for each worker. Folders of dead processes are removed by the next start.
 */
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const own = new Set<string>();

export interface WorkFolder {
  readonly path: string;
  readonly pipes: string;
  /** A new private folder, owned by the user that the workers run as. */
  readonly forWorker: () => string;
  readonly remove: () => void;
}

export function makeWorkFolder(tempDir: string, uid: number | null): WorkFolder {
  mkdirSync(tempDir, { recursive: true });
  // Whatever the umask was: workers of another user must get through, and need not list.
  if (uid !== null) chmodSync(tempDir, 0o711);
  removeLeftOvers(tempDir);
  const path = mkdtempSync(join(tempDir, `duckdb-${process.pid}-`));
  own.add(path);
  // Workers of another user pass through; they may list or write neither.
  chmodSync(path, uid === null ? 0o700 : 0o711);
  const pipes = join(path, "pipes");
  mkdirSync(pipes);
  chmodSync(pipes, uid === null ? 0o700 : 0o711);
  let workers = 0;
  return {
    path,
    pipes,
    forWorker: () => {
      workers += 1;
      const folder = join(path, `w${workers}`);
      mkdirSync(folder, { mode: 0o700 });
      if (uid !== null) chownSync(folder, uid, uid);
      return folder;
    },
    remove: () => {
      own.delete(path);
      rmSync(path, { recursive: true, force: true });
    },
  };
}

function removeLeftOvers(tempDir: string): void {
  for (const name of readdirSync(tempDir)) {
    const pid = /^duckdb-(\d+)-/.exec(name)?.[1];
    if (pid === undefined || own.has(join(tempDir, name))) continue;
    // In a container a new process often gets the number of the one before.
    if (Number(pid) === process.pid || !isRunning(Number(pid))) rmSync(join(tempDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
