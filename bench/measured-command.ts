/** A command as somebody types it, and what it costs. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../lib/cli/touchstone.ts", import.meta.url));
/** Tells at the very end what the process took, on a channel of its own. */
const TELL = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from "node:fs"; import { isMainThread } from "node:worker_threads";
   if (isMainThread) process.on("exit", () => writeSync(3, JSON.stringify(process.resourceUsage())));`,
)}`;

export interface Cost {
  readonly code: number | null;
  readonly wallMs: number;
  /** Of all threads together. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** `touchstone …` in a process of its own, from the start of Node to its end. */
export async function runTouchstone(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Cost> {
  const began = performance.now();
  const child = spawn(process.execPath, ["--import", TELL, CLI, ...args], { env, stdio: ["ignore", "ignore", "inherit", "pipe"] });
  let told = "";
  child.stdio[3]?.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const wallMs = performance.now() - began;
  const { userCPUTime, systemCPUTime, maxRSS }: NodeJS.ResourceUsage = JSON.parse(told);
  return { code, wallMs, cpuMs: (userCPUTime + systemCPUTime) / 1_000, peakMb: maxRSS / 1_024 };
}
