import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startPostgres } from "./postgres.mjs";
import { createDatabase } from "./test-database.mjs";

let base: string;
let home: string;
let server: Awaited<ReturnType<typeof startPostgres>>;

async function query(url: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows;
    return rows;
  } finally {
    await client.end();
  }
}

// One cluster for all tests: making one is the slow part. Each test leaves a running server to the next.
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "touchstone-postgres-"));
  // Quotes and spaces in the path are part of every test, and so is a folder that only its owner may enter.
  home = join(base, `it's a "home" $x`);
  mkdirSync(home);
  server = await startPostgres({ home });
}, 60_000);
afterAll(async () => {
  await server.stop();
  for (const folder of [server.cluster, base]) rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe("the embedded PostgreSQL", () => {
  test("lets the app write rows and change nothing else", async () => {
    await query(server.migrateUrl, "CREATE TABLE t (id bigserial PRIMARY KEY, a text)");
    expect(await query(server.url, "INSERT INTO t (a) VALUES ('x') RETURNING id, a")).toEqual([{ id: "1", a: "x" }]);
    for (const statement of [
      "CREATE TABLE u ()",
      "DROP TABLE t",
      "ALTER TABLE t ADD b int",
      "CREATE ROLE x",
      "CREATE DATABASE x",
      "SET ROLE touchstone_migrate",
    ]) {
      await expect(query(server.url, statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test("listens on no network address and asks for a password", async () => {
    expect(await query(server.adminUrl, "SELECT current_setting('listen_addresses') AS listens")).toEqual([{ listens: "" }]);
    await expect(query(server.url.replace(/:[0-9a-f]{48}@/, ":guess@"), "SELECT 1")).rejects.toThrow(/password/);
  });

  test("keeps its passwords where only their owner reads them", () => {
    expect(statSync(join(home, "postgres.json")).mode & 0o777).toBe(0o600);
    const folder = new URL(server.url).searchParams.get("host") ?? "";
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("has what was committed after its server was killed", async () => {
    await query(server.migrateUrl, "CREATE TABLE kept (a text)", "INSERT INTO kept VALUES ('kept')");
    process.kill(server.pid, "SIGKILL");
    await server.ended;
    server = await startPostgres({ home });
    expect(server.recovered).toBe(true);
    expect(await query(server.url, "SELECT a FROM kept")).toEqual([{ a: "kept" }]);
  });

  test("ends a server that a killed launcher left running, and takes its place", async () => {
    const left = server.pid;
    server = await startPostgres({ home });
    expect(server.recovered).toBe(true);
    expect(server.pid).not.toBe(left);
    expect(await query(server.url, "SELECT a FROM kept")).toEqual([{ a: "kept" }]);
  });

  test("gets new passwords when their file is lost, and keeps its data", async () => {
    writeFileSync(join(home, "secret"), "a state folder in use");
    await server.stop();
    rmSync(join(home, "postgres.json"));
    const before = server.url;
    server = await startPostgres({ home });
    expect(server.url).not.toBe(before);
    expect(await query(server.url, "SELECT a FROM kept")).toEqual([{ a: "kept" }]);
  });

  test("leaves neither its socket nor a process behind", async () => {
    const folder = new URL(server.url).searchParams.get("host") ?? "";
    await server.stop();
    expect(existsSync(folder)).toBe(false);
    expect(() => process.kill(server.pid, 0)).toThrow();
    server = await startPostgres({ home });
  });

  test("a database made from a template has its tables and what the app may do with them", async () => {
    await query(server.migrateUrl, "CREATE TABLE copied (id bigserial, a text)", "INSERT INTO copied (a) VALUES ('x')");
    const copy = await createDatabase(server, "a 'copy'", "touchstone");
    expect(await query(copy.url, "INSERT INTO copied (a) VALUES ('y') RETURNING id")).toEqual([{ id: "2" }]);
    expect(await query(server.url, "SELECT count(*)::int AS n FROM copied")).toEqual([{ n: 1 }]);
    await query(copy.migrateUrl, "CREATE TABLE later (a text)");
    expect(await query(copy.url, "SELECT * FROM later")).toEqual([]);
  });
});
