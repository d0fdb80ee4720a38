import { basename } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type DuckDbHarness, openHarness } from "#lib/engine/duckdb/harness.ts";
import { openQueryHarness, type QueryHarness } from "#lib/server/query/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

/** Milliseconds from the client's leaving to the next answer of the only worker. */
const PROMISED = 600;

let duckdb: DuckDbHarness;
let http: QueryHarness;

beforeAll(async () => {
  duckdb = await openHarness({ workers: 1, spares: 1 });
  const { paths } = await duckdb.relationOf("SELECT i AS id, md5(i::VARCHAR) AS text FROM range(1000000) t(i)");
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  const columns = [columnOf({ name: "id" }), columnOf({ name: "text", mask: { as: "hash", except: [] } })];
  http = await openQueryHarness({
    engine: duckdb.engine(),
    folder: duckdb.folder,
    datasets: [{ name: "big", source, columns }],
  });
}, 60_000);
afterAll(async () => {
  await http.close();
  await duckdb.close();
});

test.for([
  ["a join without end", "SELECT count(*) FROM big a, big b WHERE (a.id * b.id) % 7 = 3", "json"],
  ["a sort of masked values", "SELECT * FROM big a, (FROM range(50)) ORDER BY text", "json"],
  ["a window", "SELECT sum(id) OVER (ORDER BY text ROWS BETWEEN 100000 PRECEDING AND CURRENT ROW) FROM big", "json"],
  ["a recursion", "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 100000000) SELECT max(n) FROM r", "json"],
  ["a long CSV file", "SELECT a.* FROM big a, (FROM range(1000))", "csv"],
  ["a Parquet file that has no first byte yet", "SELECT count(*) FROM big a, big b WHERE (a.id * b.id) % 7 = 3", "parquet"],
] as const)("%s leaves its worker free within 0.6 s after its client", async ([, sql, format]) => {
  const ask = (token: string) => ({ headers: { Authorization: token } });
  const [mine, other] = [http.bearer("a"), http.bearer("b")];
  await (await http.post({ sql: "SELECT 1" }, ask(other))).text();
  const gone = new AbortController();
  const slow = http.post({ sql, format }, { ...ask(mine), signal: gone.signal }).then((reply) => reply.arrayBuffer());
  slow.catch(() => undefined);
  await vi.waitFor(() => expect(http.services.turns.callers).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 700));
  const began = performance.now();
  gone.abort();
  expect((await http.post({ sql: "SELECT 1", format: format === "json" ? "json" : "csv" }, ask(other))).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(PROMISED);
  await expect(slow).rejects.toThrow();
  await vi.waitFor(() => expect(http.services.turns.callers).toBe(0), 5_000);
  await vi.waitFor(() => expect(http.recorded.some((event) => event.outcome === "cancelled" && event.sql?.text === sql)).toBe(true), 5_000);
});
