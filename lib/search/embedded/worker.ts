/** Thread of the embedded index: plain Node, started by `embedded.ts`. One request at a time, in order. */
import { parentPort, workerData } from "node:worker_threads";
import { Building, Generations } from "#lib/search/embedded/generations.ts";
import type { Envelope, Reply, WorkerData } from "#lib/search/embedded/protocol.ts";

const { cancelled }: WorkerData = workerData;
const generations = new Generations();

parentPort?.on("message", ({ id, ask }: Envelope) => {
  parentPort?.postMessage(reply(id, ask));
});

function reply(id: number, ask: Envelope["ask"]): Reply {
  const pause = () => {
    if (Atomics.load(cancelled, 0) === id) throw new Error("Nobody waits for this any more");
  };
  try {
    return { id, ok: true, answer: generations.handle(ask, pause) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, ok: false, reason: error instanceof Building ? "building" : "failed", message };
  }
}
