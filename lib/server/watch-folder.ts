import { watch } from "node:fs";
import type { Log } from "#lib/server/log.ts";

/** Editors write a file in several steps; what follows within this time is one change. */
const SETTLE_MS = 150;

/**
 * Calls `onChange` after files below a folder changed, never twice at once; a change during a call leads to another call.
 * @returns a function that stops watching.
 */
export function watchFolder(dir: string, onChange: () => Promise<void>, log: Log): () => void {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    try {
      await onChange();
    } catch (error) {
      log.error({ err: error }, "the catalog folder could not be read again");
    }
    running = false;
    if (again) {
      again = false;
      await run();
    }
  };
  const watcher = watch(dir, { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(), SETTLE_MS);
  });
  watcher.on("error", (error) => log.warn({ err: error }, "the catalog folder is no longer watched"));
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
