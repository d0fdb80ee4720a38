import { spawn } from "node:child_process";
import { inCheckout, ROOT } from "./checkout.mjs";
import { identify, stillRuns, waitUntil } from "./processes.mjs";
import { printStep } from "./progress.mjs";
import { isDiskFull, StartError } from "./start-error.mjs";

/** Requests in flight get this long after SIGTERM. */
const DRAIN = 10_000;

/**
 * Starts the server and waits until it says that it is ready.
 * @param {string} node
 * @param {Record<string, string | undefined>} env
 * @param {{ args?: readonly string[], steps?: boolean, output?: "inherit" | number }} [options]
 * @returns {Promise<{ pid: number, url: string, adminTokenPath: string, ended: Promise<string>, stop: () => Promise<void>, kill: () => void }>}
 */
export async function startFront(node, env, { args = [], steps = true, output = "inherit" } = {}) {
  // Its own process group: Ctrl-C in a terminal reaches the launcher alone, which ends things in order.
  const child = spawn(node, ["--disable-warning=ExperimentalWarning", inCheckout("lib", "server", "front.ts"), ...args], {
    cwd: ROOT,
    env,
    detached: process.platform !== "win32",
    stdio: ["ignore", output, output, "ipc"],
  });
  const who = identify(child.pid ?? 0);
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(String(signal ?? code)));
  });
  const kill = () => void child.kill("SIGKILL");
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    if (!(await waitUntil(() => !stillRuns(who), DRAIN))) kill();
    await ended;
  };
  try {
    const ready = await untilReady(child, ended, steps);
    return { pid: who.pid, ...ready, ended, stop, kill };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {Promise<string>} ended
 * @param {boolean} steps
 * @returns {Promise<{ url: string, adminTokenPath: string }>}
 */
function untilReady(child, ended, steps) {
  return new Promise((resolve, reject) => {
    child.on("message", (/** @type {any} */ message) => {
      if (message?.kind === "step" && steps) printStep(String(message.name), Number(message.ms));
      if (message?.kind === "ready") resolve({ url: String(message.url), adminTokenPath: String(message.adminTokenPath) });
      if (message?.kind === "fatal") {
        reject(
          isDiskFull(String(message.message))
            ? Object.assign(new Error("no space"), { code: "ENOSPC" })
            : new StartError(String(message.message)),
        );
      }
    });
    // A message may still be on its way when the process has ended.
    ended.then((how) =>
      setTimeout(
        () => reject(new StartError(`The server ended while it started (${how}): see what it printed above, and start again.`)),
        100,
      ),
    );
  });
}
