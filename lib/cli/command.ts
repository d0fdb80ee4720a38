/** One command of `touchstone`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole `--help` text, with an example. */
  readonly help: string;
  /** @returns the exit code: 0 fine, 1 problems were found, 2 could not run. */
  readonly run: (args: readonly string[], context: Context) => Promise<number>;
}

/** The outside world, as an argument, so that commands can be tested. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Wrong use of the command line, or nothing there to work with. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
