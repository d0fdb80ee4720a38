/** Thread that reads large artifacts: plain Node, started by `artifact-reader.ts`. One job at a time. */
import { parentPort } from "node:worker_threads";
import type { ReadOutcome, ReadRequest } from "#lib/observe/intake.ts";
import { type Bytes, type Inspected, inspectBody, readBody } from "#lib/server/intake/artifact-jobs.ts";

export type ArtifactJob = { readonly kind: "inspect"; readonly body: Bytes } | { readonly kind: "read"; readonly request: ReadRequest };
export type ArtifactReply =
  | { readonly ok: true; readonly answer: Inspected | ReadOutcome }
  | { readonly ok: false; readonly message: string };

parentPort?.on("message", (job: ArtifactJob) => {
  let reply: ArtifactReply;
  try {
    reply = { ok: true, answer: job.kind === "inspect" ? inspectBody(job.body) : readBody(job.request) };
  } catch (error) {
    reply = { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
