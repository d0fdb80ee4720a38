import { spawn } from "node:child_process";
import { ROOT } from "./checkout.mjs";
import { isDiskFull } from "./start-error.mjs";

const KEPT = 200_000;

/** A command that failed, with what it printed. */
export class CommandError extends Error {
  name = "CommandError";
  /** @type {string} */
  output;

  constructor(/** @type {string} */ command, /** @type {string} */ how, /** @type {string} */ output) {
    super(`${command} ${how}`);
    this.output = output;
  }
}

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Ends every command that still runs, with the processes it started. */
export function endCommands(/** @type {NodeJS.Signals} */ name = "SIGTERM") {
  for (const child of running) endGroup(child, name);
}

function endGroup(/** @type {import("node:child_process").ChildProcess} */ child, /** @type {NodeJS.Signals} */ name) {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch {
    // It ended meanwhile.
  }
}

/**
 * Runs a command in the checkout and keeps its output, which is shown only when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env: Record<string, string | undefined>, name?: string, timeout?: number, show?: boolean }} options
 * @returns {Promise<string>} what it printed
 * @throws {CommandError} when it does not end with 0; an error with ENOSPC when a disk was full
 */
export function run(command, args, { env, name = command, timeout, show = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
    running.add(child);
    let output = "";
    const take = (/** @type {Buffer} */ chunk) => {
      output = (output + chunk.toString("utf8")).slice(-KEPT);
      if (show) process.stdout.write(chunk);
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const timer = timeout === undefined ? undefined : setTimeout(() => endGroup(child, "SIGKILL"), timeout);
    child.once("error", (error) => {
      running.delete(child);
      clearTimeout(timer);
      reject(new CommandError(name, `cannot be run (${error.message})`, output));
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      clearTimeout(timer);
      if (code === 0) resolve(output);
      else if (isDiskFull(output)) reject(Object.assign(new Error(`${name}: no space left on device`), { code: "ENOSPC" }));
      else reject(new CommandError(name, `ended with ${signal ?? code}`, output));
    });
  });
}
