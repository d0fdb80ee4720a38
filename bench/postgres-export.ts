/** CSV of a PostgreSQL table over HTTP against `psql \copy` of the same table. */
import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { z } from "zod";
import { startTestPostgres } from "../scripts/test-database.mjs";
import { inMs, interleave, median, printTable, timed, times } from "./figures.ts";
import { withUndo } from "./undo.ts";

const ROUNDS = 5;
const ROWS = Number(process.env["BENCH_ROWS"] ?? 5_000_000);
const COLUMNS = ["id", "customer", "country", "email", "amount", "share", "placed_at", "is_paid"];
const TABLE = `
  CREATE TABLE orders AS SELECT i::bigint AS id, ((i * 7919) % 100000)::int AS customer, (ARRAY['DE', 'FR', 'US', 'CN'])[1 + i % 4] AS country,
    'user' || i || '@example.com' AS email, ((i % 100000) / 100.0)::numeric(12,2) AS amount, sqrt(i::double precision) AS share,
    timestamptz '2020-01-01' + i * interval '37 seconds' AS placed_at, i % 3 = 0 AS is_paid FROM generate_series(1::bigint, ${ROWS}) i;
  ALTER TABLE orders ADD PRIMARY KEY (id); VACUUM ANALYZE orders`;
const STATUS = z.object({ port: z.number(), cpuMs: z.number(), residentMb: z.number() });

await withUndo(async (onEnd) => {
  const psql = await promisify(execFile)("psql", ["--version"]).catch(() => null);
  if (psql === null) {
    console.log("psql is not on this machine, so there is nothing to compare with.");
    return;
  }
  const home = mkdtempSync(join(tmpdir(), "touchstone-bench-"));
  onEnd(() => rmSync(home, { recursive: true, force: true }));
  const postgres = await startTestPostgres();
  onEnd(postgres.stop);
  const admin = new pg.Client({ connectionString: postgres.adminUrl });
  // When the rest fails, the server ends before this connection does.
  admin.on("error", () => {});
  await admin.connect();
  for (const statement of TABLE.split(";")) await admin.query(statement);
  await admin.end();
  const entry = fileURLToPath(new URL("./postgres-export-server.ts", import.meta.url));
  const server = fork(entry, [home, COLUMNS.join(",")], { env: { ...process.env, TOUCHSTONE_SOURCE_SHOP: postgres.adminUrl } });
  onEnd(() => server.disconnect());
  const { port, residentMb } = await statusOf(server);

  const copy = `\\copy (SELECT ${COLUMNS.join(", ")} FROM orders) TO '/dev/null' (FORMAT csv, HEADER)`;
  const table = "\\copy orders TO '/dev/null' (FORMAT csv, HEADER)";
  let bytes = 0;
  const measures = {
    http: () =>
      timed(async () => {
        bytes = await download(`http://127.0.0.1:${port}/api/v1/datasets/orders/export.csv`);
      }),
    psql: () => timed(async () => await promisify(execFile)("psql", [postgres.adminUrl, "-qc", table])),
    select: () => timed(async () => await promisify(execFile)("psql", [postgres.adminUrl, "-qc", copy])),
  };
  await interleave(1, measures);
  const before = await statusOf(server);
  const figures = await interleave(ROUNDS, measures);
  const after = await statusOf(server);
  const row = (label: string, ms: number) => [label, inMs(ms), `${(ROWS / ms / 1_000).toFixed(2)} million/s`];
  printTable(
    `${ROWS.toLocaleString("en")} rows of ${COLUMNS.length} columns, ${(bytes / 1e6).toFixed(0)} MB, medians of ${ROUNDS} in turn`,
    [
      ["", "time", "rows"],
      row("CSV over HTTP", median(figures.http)),
      row("psql \\copy of the table", median(figures.psql)),
      row("psql \\copy of a SELECT", median(figures.select)),
      ["speed of psql's \\copy reached", times(median(figures.psql) / median(figures.http)), ""],
      ["web process: CPU of one export", inMs((after.cpuMs - before.cpuMs) / ROUNDS), ""],
      ["web process: memory before and after", `${residentMb.toFixed(0)} → ${after.residentMb.toFixed(0)} MB`, ""],
    ],
  );
});

async function statusOf(server: ChildProcess): Promise<z.infer<typeof STATUS>> {
  const answer = once(server, "message");
  server.send("status");
  const [message] = await answer;
  return STATUS.parse(message);
}

async function download(url: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    get(url, (answer) => {
      let bytes = 0;
      if (answer.statusCode !== 200) reject(new Error(`HTTP ${answer.statusCode}`));
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      answer.on("error", reject);
      answer.on("end", () => resolve(bytes));
    }).on("error", reject);
  });
}
