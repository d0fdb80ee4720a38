import { type Command, type Context, Interrupted, UsageError } from "#lib/cli/command.ts";
import { runProcess } from "#lib/cli/terminal.ts";
import { VERSION } from "#lib/cli/version.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import { isAppError } from "#lib/errors.ts";

/** Every command by name. Loaded when it is called: `--version` should not wait for a parser. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  check: async () => (await import("#lib/cli/check.ts")).check,
  plan: async () => (await import("#lib/cli/plan.ts")).plan,
  push: async () => (await import("#lib/cli/push.ts")).push,
  fmt: async () => (await import("#lib/cli/fmt.ts")).fmt,
  import: async () => (await import("#lib/cli/import.ts")).importCommand,
  export: async () => (await import("#lib/cli/export.ts")).exportCommand,
  schema: async () => (await import("#lib/cli/schema.ts")).schema,
  new: async () => (await import("#lib/cli/new.ts")).newCommand,
  token: async () => (await import("#lib/cli/token.ts")).token,
};

const listCommands = (): Promise<readonly Command[]> => Promise.all(Object.values(COMMANDS).map((load) => load()));

/** Runs one command line. @returns the exit code. */
export async function main(argv: readonly string[], context: Context): Promise<number> {
  const [name, ...args] = argv;
  if (name === "--version" || name === "-v" || name === "version") {
    context.out(`touchstone ${VERSION}`);
    return 0;
  }
  const asksForHelp = name === "--help" || name === "-h" || name === "help";
  if (name === undefined || (asksForHelp && args[0] === undefined)) {
    (asksForHelp ? context.out : context.err)(await helpText());
    return asksForHelp ? 0 : 2;
  }
  const wanted = asksForHelp ? (args[0] ?? "") : name;
  const load = Object.hasOwn(COMMANDS, wanted) ? COMMANDS[wanted] : undefined;
  if (load === undefined) {
    const hint = hintNearest(wanted, Object.keys(COMMANDS));
    context.err(`There is no command '${wanted}'. ${hint ?? "'touchstone --help' lists them."}`);
    return 2;
  }
  const command = await load();
  if (asksForHelp || beforeDashes(args).some((arg) => arg === "--help" || arg === "-h")) {
    context.out(command.help);
    return 0;
  }
  try {
    return await command.run(args, context);
  } catch (error) {
    return explain(error, command, args, context);
  }
}

async function helpText(): Promise<string> {
  const commands = await listCommands();
  const width = Math.max(...commands.map(({ name }) => name.length));
  return `Usage: touchstone <command> [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n")}

'touchstone <command> --help' tells more, 'touchstone --version' which version this is.
Exit codes: 0 fine, 1 problems, 2 could not run.`;
}

/** One sentence for a person. Only what nobody expected has more to say, and only when asked (TOUCHSTONE_DEBUG=1). */
function explain(error: unknown, { name, help }: Command, args: readonly string[], { env, err }: Context): number {
  const interruption = [error, error instanceof Error ? error.cause : null].find((one) => one instanceof Interrupted);
  if (interruption instanceof Interrupted) {
    err(interruption.message);
    return interruption.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  const unknown = isBadOption(error) ? findUnknownOption(help, args) : null;
  if (unknown !== null) {
    const hint = hintNearest(unknown, optionsOf(help)) ?? `'touchstone ${name} --help' lists the options.`;
    err(`There is no option '${unknown}'. ${hint}`);
  } else if (isBadOption(error)) err(`${message.split(/\. To specify/)[0]}. See 'touchstone ${name} --help'.`);
  else if (error instanceof UsageError) err(message);
  else if (isAppError(error)) err(`${message} (${error.code})`);
  else err(`${sentence(message)} This was not expected (TS-CLI-001). With TOUCHSTONE_DEBUG=1 it shows where it happened.`);
  if (env["TOUCHSTONE_DEBUG"] === "1" && error instanceof Error && error.stack !== undefined) err(error.stack);
  return 2;
}

const sentence = (message: string) => (/[.!?]$/.test(message) ? message : `${message}.`);

const beforeDashes = (args: readonly string[]) => (args.includes("--") ? args.slice(0, args.indexOf("--")) : args);

/** What `parseArgs` of node:util throws. */
const isBadOption = (error: unknown) => error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");

const optionsOf = (help: string) => [...help.matchAll(/--[a-z][a-z-]*/g)].map(([option]) => option);

function findUnknownOption(help: string, args: readonly string[]): string | null {
  const known = new Set([...optionsOf(help), "--help"]);
  const options = beforeDashes(args).flatMap((arg) => (arg.startsWith("--") ? [arg.split("=")[0] ?? arg] : []));
  return options.find((option) => !known.has(option)) ?? null;
}

if (import.meta.main) await runProcess(main);
