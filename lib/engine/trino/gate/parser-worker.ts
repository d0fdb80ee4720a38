import { parentPort } from "node:worker_threads";
import { readStatement } from "#lib/engine/trino/gate/analyze.ts";

parentPort?.on("message", ({ id, text }: { readonly id: number; readonly text: string }) => {
  parentPort?.postMessage({ id, read: readStatement(text) });
});
