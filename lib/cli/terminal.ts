import { once } from "node:events";
import { constants } from "node:os";
import { buffer } from "node:stream/consumers";
import { styleText } from "node:util";
import { type Context, Interrupted, UsageError } from "#lib/cli/command.ts";
import { NO_PROGRESS, startProgress } from "#lib/cli/progress.ts";

type Env = Context["env"];

/** `FORCE_COLOR` wins over `NO_COLOR` (no-color.org), both over what the stream is. */
export function wantsColour(env: Env, isTerminal: boolean): boolean {
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if ((env["NO_COLOR"] ?? "") !== "") return false;
  return isTerminal && env["TERM"] !== "dumb";
}

/**
 * Runs a command line in this process: its streams, its signals, its exit code.
 * A reader that leaves (`| head`) ends it quietly with 141, as the shell has it for SIGPIPE.
 */
export async function runProcess(main: (argv: readonly string[], context: Context) => Promise<number>): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 128 + constants.signals.SIGPIPE : 2));
  }
  const interruption = new AbortController();
  const code = await main(process.argv.slice(2), contextOfProcess(interruption));
  const { reason } = interruption.signal;
  process.exitCode = reason instanceof Interrupted ? reason.exitCode : code;
}

function contextOfProcess(interruption: AbortController): Context {
  const { env, stdout, stderr, stdin } = process;
  const isTerminal = stdout.isTTY === true;
  const colour = wantsColour(env, isTerminal);
  const showsProgress = stderr.isTTY === true && env["TERM"] !== "dumb" && (env["CI"] ?? "") === "";
  let isListening = false;
  return {
    env,
    cwd: process.cwd(),
    out: (line) => stdout.write(`${line}\n`),
    err: (line) => stderr.write(`${line}\n`),
    async write(chunk) {
      if (!stdout.write(chunk)) await once(stdout, "drain");
    },
    async readStdin() {
      if (stdin.isTTY === true) throw new UsageError("Nothing is piped in. Give a file, or pipe one in: `… < file`.");
      return new Uint8Array(await buffer(stdin));
    },
    isTerminal,
    colour,
    style: (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text),
    width: isTerminal ? columnsOf(stdout) : 100,
    progress: (label, total) =>
      showsProgress
        ? startProgress(label, total, { write: (text) => stderr.write(text), columns: columnsOf(stderr), clock: () => performance.now() })
        : NO_PROGRESS,
    /** Listening replaces the end of the process, so it begins when a command shows that it will look. */
    get signal() {
      if (!isListening) listen(interruption);
      isListening = true;
      return interruption.signal;
    },
    fetch: globalThis.fetch,
    now: () => new Date(),
  };
}

/** A terminal that does not know its size says 0. */
const columnsOf = ({ columns }: NodeJS.WriteStream) => (columns > 0 ? columns : 80);

/** The first signal asks the command to stop, within three seconds; a second one ends it at once. */
function listen(interruption: AbortController): void {
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      const exitCode = 128 + constants.signals[name];
      if (interruption.signal.aborted) process.exit(exitCode);
      interruption.abort(new Interrupted(exitCode));
      setTimeout(() => process.exit(exitCode), 3_000).unref();
    });
  }
}
