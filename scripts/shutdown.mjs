import { constants } from "node:os";
import { endCommands } from "./child.mjs";
import { isAlive, parentOf } from "./processes.mjs";
import { printProblem } from "./progress.mjs";
import { sentenceFor } from "./start-error.mjs";

/** npm passes on a Ctrl-C that the terminal has delivered already. */
const SAME_CTRL_C = 1_000;

/**
 * Ends what was started, the last first, exactly once, whatever asked for it: Ctrl-C, a failure, or a server that ended.
 */
export function makeShutdown() {
  /** @type {(() => unknown)[]} */
  const steps = [];
  /** @type {(() => unknown)[]} */
  const forced = [];
  /** @type {Promise<never> | undefined} */
  let ending;
  let asked = 0;

  const end = (/** @type {number} */ code) => {
    ending ??= (async () => {
      endCommands("SIGTERM");
      for (const step of steps.toReversed())
        await Promise.resolve()
          .then(step)
          .catch((error) => printProblem(String(error?.message ?? error)));
      process.exit(code);
    })();
    return ending;
  };
  const fail = (/** @type {unknown} */ error) => {
    if (ending !== undefined) return ending;
    printProblem(sentenceFor(error) ?? describe(error));
    return end(1);
  };
  const onSignal = (/** @type {NodeJS.Signals} */ name) => {
    if (asked !== 0 && Date.now() - asked < SAME_CTRL_C) return;
    if (asked !== 0) {
      endCommands("SIGKILL");
      for (const step of forced) step();
      process.exit(128 + constants.signals[name]);
    }
    asked = Date.now();
    if (process.stdout.isTTY) process.stdout.write("\n");
    console.log("Stopping …");
    void end(name === "SIGINT" || name === "SIGTERM" ? 0 : 128 + constants.signals[name]);
  };
  for (const name of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(name, onSignal);
  return {
    /** Registers how to undo something, and how to do that at once when somebody insists. */
    onEnd: (/** @type {() => unknown} */ step, /** @type {(() => unknown) | undefined} */ force = undefined) => {
      steps.push(step);
      if (force !== undefined) forced.push(force);
    },
    end,
    fail,
    isEnding: () => ending !== undefined,
  };
}

/** A defect, or a command that failed: what it printed helps more than our own stack. */
function describe(/** @type {unknown} */ error) {
  if (!(error instanceof Error)) return String(error);
  if ("output" in error && typeof error.output === "string") return `${error.message}:\n${error.output.trim()}`;
  return error.stack ?? error.message;
}

/** Calls back when a process that should outlive us is gone, as npm after a kill -9. */
export function watchParent(/** @type {{ pid: number } | null} */ npm, /** @type {() => unknown} */ gone) {
  if (npm === null || parentOf(process.pid) === 0) return;
  setInterval(() => {
    if (!isAlive(npm.pid)) gone();
  }, 2_000).unref();
}
