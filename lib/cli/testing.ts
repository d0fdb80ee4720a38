import { styleText } from "node:util";
import type { Context } from "#lib/cli/command.ts";
import { NO_PROGRESS } from "#lib/cli/progress.ts";
import { main } from "#lib/cli/touchstone.ts";

export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process, for tests. What is not given is a pipe without colours and an empty environment. */
export async function runCli(
  args: readonly string[],
  { stdin = "", ...given }: Partial<Omit<Context, "out" | "err" | "write">> & { readonly stdin?: string | Uint8Array } = {},
): Promise<CliRun> {
  const out: string[] = [];
  const err: string[] = [];
  const decoder = new TextDecoder();
  const colour = given.colour ?? false;
  const code = await main(args, {
    env: {},
    cwd: process.cwd(),
    out: (line) => out.push(`${line}\n`),
    err: (line) => err.push(`${line}\n`),
    write: async (chunk) => {
      out.push(typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
    },
    readStdin: async () => new Uint8Array(typeof stdin === "string" ? new TextEncoder().encode(stdin) : stdin),
    isTerminal: false,
    colour,
    style: (format, text) => (colour ? styleText(format, text, { validateStream: false }) : text),
    width: 100,
    progress: () => NO_PROGRESS,
    signal: new AbortController().signal,
    fetch: () => Promise.reject(new TypeError("This test answers no request.")),
    now: () => new Date("2026-01-15T12:00:00Z"),
    ...given,
  });
  return { code, out: out.join("").replace(/\n$/, ""), err: err.join("").replace(/\n$/, "") };
}
