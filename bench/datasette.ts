import { spawn } from "node:child_process";
import { createServer } from "node:net";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

/** As whoever knows it well would start it for programs: the file cannot change, no facets are looked for, no more rows than a page. */
const SETTINGS = ["--setting", "suggest_facets", "off", "--setting", "default_page_size", "100", "--setting", "num_sql_threads", "3"];
const START_MS = 60_000;

export interface Datasette {
  readonly url: string;
  readonly version: string;
  readonly stop: () => Promise<void>;
}

/** Serves a SQLite file on loopback; `null` where there is no Datasette (`DATASETTE`, else the one in the path). */
export async function startDatasette(file: string): Promise<Datasette | null> {
  const command = process.env["DATASETTE"] ?? "datasette";
  const version = await versionOf(command);
  if (version === null) return null;
  const url = `http://127.0.0.1:${await freePort()}`;
  const args = ["serve", "-i", file, "-h", "127.0.0.1", "-p", new URL(url).port, ...SETTINGS];
  const child = spawn(command, args, { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = async () => {
    child.kill();
    await ended;
  };
  for (let waited = 0; waited < START_MS; waited += 100) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/-/versions.json`).catch(() => null);
    if (answer?.ok === true) return { url, version, stop };
    await sleep(100);
  }
  await stop();
  throw new Error("Datasette did not start.");
}

async function versionOf(command: string): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const child = spawn(command, ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  child.once("error", () => resolve(null));
  child.once("close", (code) => resolve(code === 0 ? (/[\d.]+\S*/.exec(text)?.[0] ?? text.trim()) : null));
  return await promise;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await new Promise((closed) => server.close(closed));
  return port;
}
