import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ParserThread } from "#lib/engine/parser-thread.ts";

/** Answers with the text in capitals, unless the text is about to break something. */
const ENTRY = `
import { parentPort, threadId } from "node:worker_threads";
parentPort.on("message", ({ id, text }) => {
  if (text === "hang") for (;;);
  if (text === "throw") throw new Error("broken");
  if (text === "heap") { const all = []; for (;;) all.push(new Array(100_000).fill(all.length)); }
  parentPort.postMessage({ id, answer: text === "who" ? String(threadId) : text.toUpperCase(), spent: text === "spent" });
});
`;

let folder: string;
let thread: ParserThread<string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-parser-"));
  writeFileSync(join(folder, "entry.mjs"), ENTRY);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  thread = new ParserThread({ entry: pathToFileURL(join(folder, "entry.mjs")), name: "test", readMs: 2_000, broken: "broken" });
});
afterEach(async () => await thread.close());

test("a text gets its own answer, in one thread", async () => {
  expect(await Promise.all(["a", "b", "c"].map((text) => thread.read(text)))).toEqual(["A", "B", "C"]);
  expect(await thread.read("who")).toBe(await thread.read("who"));
});

test.for(["hang", "throw", "heap"])("a text that breaks the thread (%s) costs nobody else anything", { timeout: 20_000 }, async (text) => {
  const [, one, other] = await Promise.all([thread.read("a"), thread.read(text), thread.read("b")]);
  expect([one, other]).toEqual(["broken", "B"]);
});

test("a parser that may be broken is not asked again", async () => {
  const before = await thread.read("who");
  expect(await thread.read("spent")).toBe("SPENT");
  expect(await thread.read("who")).not.toBe(before);
});

test("a reader who leaves waits no longer", async () => {
  const gone = new AbortController();
  const hanging = thread.read("hang", gone.signal);
  const waiting = thread.read("a", gone.signal);
  const other = thread.read("b");
  gone.abort(new Error("left"));
  await expect(hanging).rejects.toThrow("left");
  await expect(waiting).rejects.toThrow("left");
  expect(await other).toBe("B");
  await expect(thread.read("c", gone.signal)).rejects.toThrow("left");
});

test("too many that wait are refused, and all are when it closes", async () => {
  const asked = Array.from({ length: 202 }, () => thread.read("hang").catch((error: unknown) => error));
  expect(await asked[201]).toMatchObject({ code: "TS-DATA-004" });
  await thread.close();
  expect(await asked[200]).toMatchObject({ code: "TS-SERVER-002" });
  await expect(thread.read("a")).rejects.toMatchObject({ code: "TS-SERVER-002" });
});
