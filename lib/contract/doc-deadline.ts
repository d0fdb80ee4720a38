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

export function isTimeout(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, "code") === "ERR_SCRIPT_EXECUTION_TIMEOUT";
}
