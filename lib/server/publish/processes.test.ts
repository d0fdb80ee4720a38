import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, it } from "vitest";
import { EVERYTHING, namesOf } from "#lib/store/conformance/publish-now.ts";
import type { Store } from "#lib/store/store.ts";
import { type StoreServer, startStoreServer } from "#lib/store/test-store.ts";

let databases: StoreServer;
beforeAll(async () => {
  databases = await startStoreServer();
  return () => databases.stop();
}, 60_000);

const SCRIPT = fileURLToPath(new URL("push-in-process.ts", import.meta.url));
const TOKEN = "00000000-0000-7000-8000-000000000001";
const COUNT = 300;

function pushElsewhere(url: string, word: string) {
  const child = spawn(process.execPath, [SCRIPT, url, word, String(COUNT), TOKEN], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data: Buffer) => {
    said += data.toString();
  });
  const publishing = new Promise<void>((resolve) => child.stdout.once("data", () => resolve()));
  const ended = new Promise<string>((resolve) => child.once("close", () => resolve(said.replace("publishing\n", "").trim())));
  return { child, publishing, ended };
}

/** What each published dataset says: one word for all of them, or none is published. */
async function wordsOf(store: Store): Promise<readonly string[]> {
  const published = await store.published();
  const records = await store.datasetsById(
    EVERYTHING,
    published.map(({ id }) => id),
  );
  expect([0, COUNT]).toContain(records.length);
  return [...new Set(records.map(({ contract }) => contract.description))];
}

it("a push whose process is killed at any moment is published whole or not at all, and repeating it makes it whole", async () => {
  const { store, url } = await databases.newStore();
  let killed = 0;
  let before = "";
  for (const [round, delay] of [30, 120, 250].entries()) {
    const word = `word${round}`;
    const { child, publishing, ended } = pushElsewhere(url, word);
    await publishing;
    await sleep(delay);
    child.kill("SIGKILL");
    if (!/published/.test(await ended)) killed += 1;
    const { commit } = await store.state();
    const words = await wordsOf(store);
    expect(before === "" && words.length === 0 ? [""] : words).toEqual([commit ?? ""]);
    expect([before, word]).toContain(commit ?? "");

    const again = pushElsewhere(url, word);
    expect(await again.ended).toBe(commit === word ? "published again" : "published");
    expect([await wordsOf(store), (await store.state()).commit]).toEqual([[word], word]);
    before = word;
  }
  expect(killed).toBeGreaterThan(0);
  expect(await namesOf(store, undefined, { limit: 1_000 })).toHaveLength(COUNT);
}, 120_000);
