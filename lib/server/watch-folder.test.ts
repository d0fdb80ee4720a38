import { type FSWatcher, watch } from "node:fs";
import { appendFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FolderWatches, type WatchFolder } from "#lib/server/folder-watches.ts";
import { type WatchFolderOptions, watchFolder } from "#lib/server/watch-folder.ts";

const QUICK = { settle: { quietMs: 20, patienceMs: 80 }, lookMs: 20 };

let dir: string;
let stops: (() => Promise<void>)[];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-watch-"));
  stops = [];
  await mkdir(join(dir, "team"));
  await writeFile(join(dir, "team/orders.yaml"), "a: 1");
});
afterEach(async () => {
  for (const stop of stops) await stop();
  await rm(dir, { recursive: true, force: true });
});

function start(options: WatchFolderOptions = {}, work: () => Promise<void> = async () => undefined) {
  const log = { warn: vi.fn(), error: vi.fn(), info: vi.fn() };
  const onChange = vi.fn(work);
  stops.push(watchFolder(dir, onChange, log, { ...QUICK, ...options }));
  /** Waits for a call that comes after something was done. */
  const afterwards = async (act: () => Promise<unknown>) => {
    const before = onChange.mock.calls.length;
    await act();
    await vi.waitFor(() => expect(onChange.mock.calls.length).toBeGreaterThan(before), { timeout: 3_000, interval: 5 });
    // What else the act set off is over.
    await sleep(120);
  };
  return { log, onChange, afterwards };
}

const never: WatchFolder = () => {
  throw Object.assign(new Error("no space"), { code: "ENOSPC" });
};

describe.each([
  ["watched", {}],
  ["looked through", { watch: never }],
] as const)("a catalog folder that is %s", (_, options) => {
  it("is read again after a file came, was saved, was saved by renaming, or went", async () => {
    const { afterwards, log } = start(options);
    await afterwards(() => writeFile(join(dir, "new.yaml"), "a: 1"));
    await afterwards(() => appendFile(join(dir, "team/orders.yaml"), "\nb: 1"));
    await afterwards(async () => {
      await writeFile(join(dir, "team/.orders.yaml.swp"), "a: 2");
      await rename(join(dir, "team/.orders.yaml.swp"), join(dir, "team/orders.yaml"));
    });
    await afterwards(() => writeFile(join(dir, "team/orders.mdx"), "# Orders"));
    await afterwards(() => rm(join(dir, "new.yaml")));
    expect(log.error).not.toHaveBeenCalled();
  });

  it("is read again after something happened in a folder that is new, moved or made again", async () => {
    const { afterwards } = start(options);
    await afterwards(async () => {
      await mkdir(join(dir, "deep/er"), { recursive: true });
      await writeFile(join(dir, "deep/er/a.yaml"), "a: 1");
    });
    await afterwards(() => appendFile(join(dir, "deep/er/a.yaml"), "\nb: 1"));
    await afterwards(() => rename(join(dir, "deep"), join(dir, "other")));
    await afterwards(() => appendFile(join(dir, "other/er/a.yaml"), "\nc: 1"));
    await afterwards(async () => {
      await rm(join(dir, "team"), { recursive: true });
      await mkdir(join(dir, "team"));
      await writeFile(join(dir, "team/again.yaml"), "a: 1");
    });
    await afterwards(() => appendFile(join(dir, "team/again.yaml"), "\nb: 1"));
  });

  it("is left alone when something else is written", async () => {
    await mkdir(join(dir, "data"));
    const { onChange } = start(options);
    await writeFile(join(dir, "data/rows.yaml"), "x");
    await writeFile(join(dir, "team/orders.yaml~"), "x");
    await writeFile(join(dir, "team/4913"), "x");
    await mkdir(join(dir, ".git"));
    await sleep(200);
    expect(onChange).not.toHaveBeenCalled();
  });

  it("is found again after it was gone as a whole", async () => {
    const { afterwards, log } = start(options);
    await rm(dir, { recursive: true });
    await sleep(200);
    await afterwards(async () => {
      await mkdir(dir);
      await writeFile(join(dir, "a.yaml"), "a: 1");
    });
    await afterwards(() => appendFile(join(dir, "a.yaml"), "\nb: 1"));
    expect(log.warn).toHaveBeenCalledTimes(1);
  });
});

describe("reading again", () => {
  it("happens while somebody never stops saving, never twice at once, and once more after the last save", async () => {
    let running = 0;
    let most = 0;
    let calls = 0;
    let last = 0;
    let saved = 0;
    const { onChange } = start({}, async () => {
      running += 1;
      calls += 1;
      most = Math.max(most, running);
      await sleep(30);
      last = saved;
      running -= 1;
    });
    const until = performance.now() + 600;
    while (performance.now() < until) {
      saved += 1;
      await writeFile(join(dir, "storm.yaml"), `a: ${saved}`);
      await sleep(4);
    }
    await vi.waitFor(() => expect(last).toBe(saved), { timeout: 3_000 });
    expect(most).toBe(1);
    expect(calls).toBeGreaterThan(2);
    expect(onChange.mock.calls.length).toBeLessThan(saved / 3);
  });

  it("that fails is told, and tried again at the next change", async () => {
    const { afterwards, log } = start({}, async () => {
      throw new Error("disk");
    });
    await afterwards(() => writeFile(join(dir, "a.yaml"), "a: 1"));
    await afterwards(() => writeFile(join(dir, "a.yaml"), "a: 2"));
    expect(log.error).toHaveBeenCalledTimes(2);
  });

  it("waits for nothing and does nothing once it was stopped", async () => {
    const { onChange } = start();
    await stops.pop()?.();
    await writeFile(join(dir, "a.yaml"), "a: 1");
    await sleep(150);
    expect(onChange).not.toHaveBeenCalled();
  });
});

describe("what the system refuses", () => {
  it("is said once, with the setting that allows more, and tried again until it is allowed", async () => {
    let isFull = true;
    const some: WatchFolder = (folder, hear) => (isFull ? never(folder, hear) : watch(folder, hear));
    const { log, afterwards } = start({ watch: some });
    await afterwards(() => writeFile(join(dir, "a.yaml"), "a: 1"));
    expect(log.warn).toHaveBeenCalledTimes(1);
    expect(log.warn.mock.calls[0]?.[1]).toMatch(/\(ENOSPC\).*fs\.inotify\.max_user_watches/);
    isFull = false;
    await vi.waitFor(() => expect(log.info).toHaveBeenCalledTimes(1));
    await afterwards(() => writeFile(join(dir, "a.yaml"), "a: 2"));
  });

  it("takes one watch for each folder, whatever the number of files", async () => {
    for (let number = 0; number < 50; number += 1) await writeFile(join(dir, `team/${number}.yaml`), "a: 1");
    const opened: FSWatcher[] = [];
    const counted: WatchFolder = (folder, hear) => {
      const watcher = watch(folder, hear);
      opened.push(watcher);
      return watcher;
    };
    const watches = new FolderWatches(dir, { onChange: () => undefined, onError: () => undefined }, counted);
    watches.refresh();
    watches.refresh();
    expect(opened).toHaveLength(2);
    watches.close();
  });
});
