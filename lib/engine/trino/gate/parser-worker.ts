/** Entry of the thread that reads texts by Trino's grammar. */
import { parentPort } from "node:worker_threads";
import type { ReadText, TextToRead } from "#lib/engine/parser-thread.ts";
import { type Read, readStatement } from "#lib/engine/trino/gate/analyze.ts";

parentPort?.on("message", ({ id, text }: TextToRead) => {
  const read: ReadText<Read> = { id, answer: readStatement(text), spent: false };
  parentPort?.postMessage(read);
});
