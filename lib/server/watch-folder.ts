import { folderStamp } from "#lib/server/folder-stamp.ts";
import { FolderWatches, type WatchFolder } from "#lib/server/folder-watches.ts";
import type { Log } from "#lib/server/log.ts";
import { Settle, type SettleOptions } from "#lib/server/settle.ts";

const SETTLE: SettleOptions = { quietMs: 100, patienceMs: 400 };
/** Between two looks at a folder that cannot be watched; a look at a large one may take a tenth of the time. */
const LOOK_MS = 500;

export interface WatchFolderOptions {
  readonly settle?: SettleOptions;
  readonly lookMs?: number;
  /** For tests. */
  readonly watch?: WatchFolder;
}

/**
 * Calls `onChange` after catalog files below a folder changed, never twice at once; a change during a call leads to another call.
 * Where the system allows no watch, and while the folder is gone, it is looked through again and again instead.
 * @returns a function that stops watching, and waits for a call that is running
 */
export function watchFolder(
  dir: string,
  onChange: () => Promise<void>,
  log: Pick<Log, "warn" | "error" | "info">,
  options: WatchFolderOptions = {},
): () => Promise<void> {
  const { lookMs = LOOK_MS } = options;
  let timer: NodeJS.Timeout | undefined;
  let isLooking = false;
  let isClosed = false;

  const settle = new Settle(async () => {
    // New folders are watched before they are read: what is written after the reading is heard.
    if (!isLooking) tryToWatch();
    try {
      await onChange();
    } catch (error) {
      log.error({ err: error }, "the catalog folder could not be read again");
    }
  }, options.settle ?? SETTLE);
  const watches = new FolderWatches(dir, { onChange: () => settle.signal(), onError: lookInstead }, options.watch);

  function tryToWatch(): void {
    try {
      watches.refresh();
    } catch (error) {
      lookInstead(error);
    }
  }

  function lookInstead(error: unknown): void {
    watches.close();
    if (isClosed || isLooking) return;
    isLooking = true;
    log.warn({ err: error }, `${whyNot(error)} The folder is looked through every ${lookMs / 1000} s instead.`);
    look(null);
  }

  function look(before: string | null): void {
    const began = performance.now();
    const stamp = folderStamp(dir);
    if (before !== null && stamp !== before) settle.signal();
    const took = performance.now() - began;
    timer = setTimeout(() => (canWatch() ? settle.signal() : look(stamp)), Math.max(lookMs, 10 * took));
  }

  /** A folder that was gone may be back, and a limit may be raised. */
  function canWatch(): boolean {
    try {
      watches.refresh();
    } catch {
      watches.close();
      return false;
    }
    isLooking = false;
    log.info({}, "the catalog folder is watched again");
    return true;
  }

  tryToWatch();
  return async () => {
    isClosed = true;
    clearTimeout(timer);
    watches.close();
    await settle.close();
  };
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  if (code === "ENOSPC" || code === "EMFILE")
    return `The system allows no more file watches (${code}); on Linux, sysctl fs.inotify.max_user_watches and max_user_instances allow more.`;
  return `The catalog folder cannot be watched (${code}).`;
}
