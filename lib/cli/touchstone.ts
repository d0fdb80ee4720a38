import { check } from "#lib/cli/check.ts";
import { type Command, type Context, UsageError } from "#lib/cli/command.ts";
import { token } from "#lib/cli/token.ts";

export const COMMANDS: readonly Command[] = [check, token];

const HELP = `Usage: touchstone <command> [options]

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)} ${summary}`).join("\n")}

'touchstone <command> --help' tells more. Exit codes: 0 fine, 1 problems, 2 could not run.`;

/** Runs one command line. @returns the exit code. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    context.out(HELP);
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    context.err(`There is no command '${name}'.\n\n${HELP}`);
    return 2;
  }
  if (args.includes("--help") || args.includes("-h")) {
    context.out(command.help);
    return 0;
  }
  try {
    return await command.run(args, context);
  } catch (error) {
    const isUsage =
      error instanceof UsageError || (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
    context.err(isUsage || error instanceof Error ? error.message : String(error));
    return 2;
  }
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    out: (text) => process.stdout.write(`${text}\n`),
    err: (text) => process.stderr.write(`${text}\n`),
  });
}
