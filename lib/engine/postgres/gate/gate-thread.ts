/** Entry of the thread that reads texts by PostgreSQL's grammar. */
import { isMainThread, parentPort } from "node:worker_threads";
import type { ReadText, TextToRead } from "#lib/engine/parser-thread.ts";
import { readStatement } from "#lib/engine/postgres/gate/read-statement.ts";
import type { Reading } from "#lib/engine/postgres/gate/reading.ts";

async function answer({ id, text }: TextToRead): Promise<ReadText<Reading>> {
  try {
    return { id, answer: await readStatement(text), spent: false };
  } catch {
    const reason = "The statement is nested too deeply or too large to be read.";
    return { id, answer: { kind: "refused", reason, at: null, syntax: false }, spent: true };
  }
}

if (!isMainThread) parentPort?.on("message", (asked: TextToRead) => void answer(asked).then((read) => parentPort?.postMessage(read)));
