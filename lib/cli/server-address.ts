import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Context, UsageError } from "#lib/cli/command.ts";

export interface ServerAddress {
  readonly url: string;
  readonly token: string;
}

/**
 * Where the server is and the token for it: `TOUCHSTONE_URL` and `TOUCHSTONE_TOKEN`, by default what a server on this machine
 * left in its state folder.
 */
export async function readServerAddress({ env, cwd }: Context): Promise<ServerAddress> {
  const home = resolve(cwd, env["TOUCHSTONE_HOME"] ?? ".touchstone");
  const url = env["TOUCHSTONE_URL"] ?? (await readUrl(join(home, "server.json")));
  const token = env["TOUCHSTONE_TOKEN"] ?? (await readText(join(home, "admin-token")));
  if (url === null || token === null) {
    throw new UsageError("No server is known. Start one with 'npm start', or set TOUCHSTONE_URL and TOUCHSTONE_TOKEN.");
  }
  return { url: url.replace(/\/+$/, ""), token };
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
}

async function readUrl(path: string): Promise<string | null> {
  const text = await readText(path);
  if (text === null) return null;
  try {
    const note: unknown = JSON.parse(text);
    return typeof note === "object" && note !== null && "url" in note && typeof note.url === "string" && URL.canParse(note.url)
      ? note.url
      : null;
  } catch {
    return null;
  }
}
