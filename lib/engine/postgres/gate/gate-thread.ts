/** Entry of the thread that reads texts from outside: what a hostile text can break is this thread, which is then started anew. */
import { isMainThread, parentPort } from "node:worker_threads";
import { readStatement } from "#lib/engine/postgres/gate/read-statement.ts";
import type { Reading } from "#lib/engine/postgres/gate/reading.ts";

export interface GateAnswer {
  readonly id: number;
  readonly reading: Reading;
  /** The grammar gave up in a way that may have left it broken. */
  readonly spent: boolean;
}

async function answer(id: number, text: string): Promise<GateAnswer> {
  try {
    return { id, reading: await readStatement(text), spent: false };
  } catch {
    const reason = "The statement is nested too deeply or too large to be read.";
    return { id, reading: { kind: "refused", reason, at: null, syntax: false }, spent: true };
  }
}

if (!isMainThread)
  parentPort?.on("message", ({ id, text }: { id: number; text: string }) => {
    void answer(id, text).then((message) => parentPort?.postMessage(message));
  });
