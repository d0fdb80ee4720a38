import { createContext, Script } from "node:vm";

const script = new Script("run()");

/** Runs `work` in this thread; throws when it takes longer than `ms` milliseconds, whatever it is doing. */
export function withDeadline<T>(ms: number, work: () => T): T {
  const results: T[] = [];
  const run = () => {
    results.push(work());
  };
  script.runInContext(createContext({ run }), { timeout: ms });
  for (const result of results) return result;
  throw new Error("The script ended without running its work.");
}

/** The error comes from the script's own realm, so it is no instance of this one's `Error`. */
export function isTimeout(error: unknown): boolean {
  return typeof error === "object" && error !== null && Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
