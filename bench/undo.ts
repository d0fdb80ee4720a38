/**
 * Runs `work`, which registers how to undo what it starts; all of it is undone once, the last first, when `work` ends, fails, or is
 * stopped with Ctrl-C.
 */
export async function withUndo(work: (onEnd: (step: () => unknown) => void) => Promise<void>): Promise<void> {
  const steps: (() => unknown)[] = [];
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= (async () => {
      for (const step of steps.toReversed()) await step();
    })();
    return ending;
  };
  let stopped = false;
  const stop = () => {
    stopped = true;
    void end().finally(() => process.exit(1));
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, stop);
  try {
    await work((step) => void steps.push(step));
  } catch (error) {
    // What fails because it was stopped is no news.
    if (!stopped) throw error;
  } finally {
    await end();
  }
}
