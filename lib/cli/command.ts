import type { styleText } from "node:util";

/** One command of `touchstone`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The whole `--help` text, with an example. It names every option; hints for a mistyped one come from here. */
  readonly help: string;
  /** @returns the exit code: 0 fine, 1 problems were found, 2 could not run. */
  readonly run: (args: readonly string[], context: Context) => Promise<number>;
}

/** The outside world, as an argument, so that commands can be tested (`runCli` in `lib/cli/testing.ts`). */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** One line of standard output. For what may be long, use `write`. */
  readonly out: (line: string) => void;
  /** One line of standard error: what is said to a person and is not the answer. */
  readonly err: (line: string) => void;
  /** Writes to standard output as it is, and resolves when the reader is ready for more. */
  readonly write: (chunk: string | Uint8Array) => Promise<void>;
  /** All of standard input. @throws UsageError when it is a terminal, where nobody knows that something is expected. */
  readonly readStdin: () => Promise<Uint8Array<ArrayBuffer>>;
  /** Whether a person reads standard output. */
  readonly isTerminal: boolean;
  /** Whether standard output may be coloured (`NO_COLOR`, `FORCE_COLOR`, `TERM=dumb`, a pipe). */
  readonly colour: boolean;
  /** Text in a colour or weight, as it is where `colour` is false: `style("red", "error")`. */
  readonly style: (format: Style, text: string) => string;
  /** Columns of the terminal; 100 in a pipe. */
  readonly width: number;
  /** A bar on standard error while a person waits; nothing in a pipe. Always `end` it. */
  readonly progress: (label: string, total: number) => Progress;
  /** Ctrl-C and SIGTERM. A command that never asks for it is ended by them at once. */
  readonly signal: AbortSignal;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Date;
}

export type Style = Parameters<typeof styleText>[0];

export interface Progress {
  /** How much of the total is done now. */
  readonly update: (done: number) => void;
  /** Erases the bar. */
  readonly end: () => void;
}

/** Wrong use of the command line, or nothing there to work with. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The reason of `Context.signal`. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** 128 and the signal's number, as shells have it: 130 for Ctrl-C, 143 for SIGTERM. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super("Stopped.");
    this.exitCode = exitCode;
  }
}
