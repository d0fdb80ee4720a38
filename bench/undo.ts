/**
 * Runs `work`, which registers how to undo what it starts; all of it is undone once, the last first, when `work` ends, fails, or is
 * stopped with Ctrl-C.
 */
export async function withUndo(work: (onEnd: (step: () => unknown) => void) => Promise<void>): Promise<void> {
  const steps: (() => unknown)[] = [];
  let ending: Promise<void> | undefined;
  const end = () => {
    ending ??= (async () => {
      // A process that is waited for may not keep this one alive.
      const awake = setInterval(() => {}, 1_000);
      for (const step of steps.toReversed()) await step();
      clearInterval(awake);
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
