/** For tests: a thread that never finishes a job. */
import { parentPort } from "node:worker_threads";

parentPort?.on("message", (job: unknown) => {
  if (job === "close") parentPort?.close();
  else for (;;);
});
