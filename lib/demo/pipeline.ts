import { spawn } from "node:child_process";
import { constants, setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { missedLoads } from "./due.ts";
import { CUSTOMERS } from "./shop.ts";
import { readState } from "./state.ts";

const LOADER = fileURLToPath(new URL("./load.ts", import.meta.url));
const ResultSchema = z.object({ generated: z.boolean(), loads: z.number().int(), files: z.number().int() });

export interface CatchUpOptions {
  readonly home: string;
  readonly now: Date;
  /** Ends the loader's process; the next run does what it left undone. */
  readonly signal?: AbortSignal;
}

/**
 * Writes the loads that were missed since the last run, in a process of its own: no query runs in this one. Returns at once when there
 * is nothing to do. Makes the data when there is none.
 * @returns how many loads were missed
 * @throws AppError TS-DATA-002 when the loader failed or was killed; nothing is half-written then, and the next call goes on.
 */
export async function catchUp({ home, now, signal }: CatchUpOptions): Promise<{ loads: number }> {
  const state = readState(home, now.getTime());
  if (state !== null && missedLoads(state, now.getTime()).size === 0) return { loads: 0 };
  const { loads } = await runLoader(
    ["--home", home, "--now", now.toISOString(), "--customers", String(state?.customers ?? CUSTOMERS)],
    signal,
  );
  return { loads };
}

function runLoader(args: readonly string[], signal: AbortSignal | undefined): Promise<z.infer<typeof ResultSchema>> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [LOADER, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal === undefined ? {} : { signal, killSignal: "SIGKILL" as const }),
    });
    let output = "";
    let complaint = "";
    child.stdout.on("data", (chunk) => {
      output += String(chunk).slice(0, 10_000);
    });
    child.stderr.on("data", (chunk) => {
      complaint = `${complaint}${chunk}`.slice(-2_000);
    });
    child.on("spawn", () => {
      // Readers come first; where it is not allowed, the loader is simply not nicer.
      try {
        if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
      } catch {}
    });
    // Once it has a pid, `close` follows, and only then is the process gone.
    child.on("error", (error) => {
      if (child.pid === undefined) reject(new AppError("TS-DATA-002", "The demo pipeline's loader could not be run.", { cause: error }));
    });
    child.on("close", (code, killed) => {
      const result = code === 0 ? ResultSchema.safeParse(parseJson(output)) : null;
      if (result?.success === true) resolve(result.data);
      else
        reject(
          new AppError("TS-DATA-002", `The demo pipeline's loader ended with ${killed ?? `code ${code}`}. ${complaint.trim()}`.trim()),
        );
    });
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export interface PipelineOptions {
  readonly home: string;
  /** Milliseconds between two looks at what is due. */
  readonly intervalMs: number;
  /** Called after every run that wrote something. */
  readonly onLoad?: (result: { readonly loads: number }) => void;
  /** Called when a run failed; the next one goes on from there. */
  readonly onError?: (error: unknown) => void;
  readonly clock?: () => Date;
}

/** Keeps loading new rows, one run at a time. `stop` ends a run that is under way and settles when its process is gone. */
export function startPipeline({ home, intervalMs, onLoad, onError, clock = () => new Date() }: PipelineOptions): {
  stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  const tick = async () => {
    try {
      const result = await catchUp({ home, now: clock(), signal: stopping.signal });
      if (result.loads > 0) onLoad?.(result);
    } catch (error) {
      if (!stopping.signal.aborted) onError?.(error);
    }
  };
  const timer = setInterval(() => {
    running ??= tick().finally(() => {
      running = null;
    });
  }, intervalMs);
  // The pipeline alone keeps no process alive.
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
