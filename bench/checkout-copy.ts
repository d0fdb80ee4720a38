/** A fresh clone of this checkout, with `npm start` run in it as a newcomer would. */
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Somebody's own settings must not reach the clone, nor npm's of this run. */
const FOREIGN = /^(TOUCHSTONE_|npm_|INIT_CWD$|NODE$|DATABASE_URL$|MIGRATE_DATABASE_URL$|PORT$|HOST$|NODE_ENV$)/;
const KEPT = /^npm_config_(registry|.*proxy|cafile|userconfig|globalconfig)$/i;

export interface Started {
  /** Milliseconds of each step by its name, as the launcher prints them. */
  readonly steps: ReadonlyMap<string, number>;
  /** From the command to the line with the address. */
  readonly readyMs: number;
  /** From the command to the last byte of the first page. */
  readonly firstPageMs: number;
}

/** Clones what is committed. @returns `false` when this is no Git checkout */
export function cloneTo(folder: string): boolean {
  try {
    execFileSync("git", ["clone", "--quiet", "--no-hardlinks", ROOT, folder], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}

/** `npm start` in a folder until its first page is there, and Ctrl-C; earlier when the signal aborts. */
export async function startOnce(folder: string, npmCache: string, signal: AbortSignal): Promise<Started> {
  signal.throwIfAborted();
  const kept = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name) || KEPT.test(name));
  const env: Record<string, string | undefined> = {
    ...Object.fromEntries(kept),
    PORT: "0",
    npm_config_cache: npmCache,
    npm_config_update_notifier: "false",
  };
  const began = performance.now();
  const child = spawn("npm", ["start"], { cwd: folder, env: env as NodeJS.ProcessEnv, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  // Its own process group, as in a terminal of its own.
  const interrupt = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGINT");
  };
  signal.addEventListener("abort", interrupt, { once: true });
  const said: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  const steps = new Map<string, number>();
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      said.push(`${line}\n`);
      const [, name, figure, unit] = /^✓ (.+?) +([\d.]+) (ms|s)\b/.exec(line) ?? [];
      if (name !== undefined) steps.set(name, Number(figure) * (unit === "s" ? 1_000 : 1));
      const url = /ready: (http:\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      const readyMs = performance.now() - began;
      const page = await fetch(`${url}/`);
      await page.text();
      if (!page.ok) throw new Error(`the first page answered ${page.status}`);
      return { steps, readyMs, firstPageMs: performance.now() - began };
    }
    throw new Error(`npm start ended:\n${said.join("")}`);
  } finally {
    signal.removeEventListener("abort", interrupt);
    if (!signal.aborted) interrupt();
    await ended;
  }
}
