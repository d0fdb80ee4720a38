/** Load from a process of its own, so that the client shares no processor time with whoever measures. */
import { fork } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Load, type LoadResult, load } from "./load.ts";

const RESULT = z.object({ perSecond: z.number(), latencies: z.array(z.number()), bytes: z.number() });

export interface LoadProcess {
  /** Rejects when the load does. */
  readonly load: (load: Load) => Promise<LoadResult>;
  readonly stop: () => void;
}

export function startLoadProcess(): LoadProcess {
  const child = fork(fileURLToPath(import.meta.url), ["load"]);
  return {
    load: async (asked) => {
      child.send(asked);
      const [answer] = await once(child, "message");
      if (typeof answer === "string") throw new Error(answer);
      return RESULT.parse(answer);
    },
    stop: () => child.disconnect(),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.on("message", (asked: Load) => {
    load(asked).then(
      (result) => process.send?.(result),
      (error: unknown) => process.send?.(error instanceof Error ? error.message : String(error)),
    );
  });
}
