import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Context, UsageError } from "#lib/cli/command.ts";

export interface ServerAddress {
  readonly url: string;
  readonly token: string;
}

/**
 * Where the server is and the token for it: `TOUCHSTONE_URL` and `TOUCHSTONE_TOKEN`, by default what a server on this machine
 * left in its state folder. The administrator's token that lies there is sent to that server and to no other.
 * @throws UsageError that never shows a token or a password
 */
export async function readServerAddress({ env, cwd }: Context): Promise<ServerAddress> {
  const home = resolve(cwd, env["TOUCHSTONE_HOME"] || ".touchstone");
  const local = await readUrl(join(home, "server.json"));
  const url = env["TOUCHSTONE_URL"] ? checkUrl(env["TOUCHSTONE_URL"]) : local;
  const isLocal = url !== null && local !== null && new URL(url).origin === new URL(local).origin;
  const token = env["TOUCHSTONE_TOKEN"] || (isLocal ? await readText(join(home, "admin-token")) : null);
  if (url !== null && token === null && env["TOUCHSTONE_URL"])
    throw new UsageError(
      `Set TOUCHSTONE_TOKEN to a token of ${url}: the one of the server that was started here is for that server alone.`,
    );
  if (url === null || token === null) {
    throw new UsageError("No server is known. Start one with 'npm start', or set TOUCHSTONE_URL and TOUCHSTONE_TOKEN.");
  }
  if (!/^[!-~]+$/.test(token)) throw new UsageError("TOUCHSTONE_TOKEN is no token: it has spaces, line breaks or other characters.");
  return { url: url.replace(/\/+$/, ""), token };
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new UsageError("TOUCHSTONE_URL is no address of a server: it looks like https://catalog.example.com.");
  if (url.username !== "" || url.password !== "")
    throw new UsageError("TOUCHSTONE_URL has a name or a password in it. Take them out, and set TOUCHSTONE_TOKEN.");
  return text;
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
