import { afterEach, beforeEach, expect, test } from "vitest";
import { parseAddress } from "#lib/engine/trino/address.ts";
import { TrinoFailure } from "#lib/engine/trino/failure.ts";
import { type FakeCoordinator, openFakeCoordinator, type Step } from "#lib/engine/trino/fake-coordinator.ts";
import { runStatement } from "#lib/engine/trino/statement.ts";
import { isAppError } from "#lib/errors.ts";

let fake: FakeCoordinator;
beforeEach(async () => {
  fake = await openFakeCoordinator();
});
afterEach(async () => await fake.close());

const COLUMNS = [{ name: "a", type: "bigint" }];
const data = (...rows: unknown[][]): Step => ({ body: { columns: COLUMNS, data: rows } });

function run(steps: readonly Step[], options: { url?: string; timeoutMs?: number; signal?: AbortSignal } = {}) {
  fake.script = () => steps;
  return runStatement("SELECT a FROM t", {
    address: parseAddress(options.url ?? fake.url, "lake"),
    sourceId: "lake",
    catalog: "hive",
    limits: { timeoutMs: options.timeoutMs ?? 5_000, signal: options.signal ?? new AbortController().signal },
  });
}

async function rowsOf(steps: readonly Step[], options?: Parameters<typeof run>[1]): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const page of run(steps, options)) rows.push(...page.rows);
  return rows;
}

const deleted = () => fake.asked.filter(({ method }) => method === "DELETE").map(({ path }) => path);

test("pages follow each other until there is none", async () => {
  expect(await rowsOf([{}, data([1], [2]), {}, data([3]), { last: true }])).toEqual([[1], [2], [3]]);
  expect(fake.asked[0]).toMatchObject({ method: "POST", path: "/v1/statement", body: "SELECT a FROM t" });
  expect(fake.asked[0]?.headers).toMatchObject({
    "x-trino-user": "touchstone",
    "x-trino-source": "touchstone",
    "x-trino-time-zone": "UTC",
    "x-trino-catalog": "hive",
    "x-trino-session": "query_max_run_time=5s",
  });
  expect(deleted()).toEqual([]);
});

test("integers beyond 2^53 keep their digits", async () => {
  const text = `{"id":"1","columns":[{"name":"a","type":"bigint"}],"data":[[9007199254740993],[-9223372036854775808],[7]]}`;
  expect(await rowsOf([{ text }])).toEqual([["9007199254740993"], ["-9223372036854775808"], [7]]);
});

test("a busy or restarting coordinator is asked again", async () => {
  expect(await rowsOf([{}, { status: 503 }, { status: 502 }, data([1]), { last: true }])).toEqual([[1]]);
  expect(await rowsOf([{ status: 429, headers: { "Retry-After": "0.01" } }, data([2]), { last: true }])).toEqual([[2]]);
}, 15_000);

test("what Trino says of the statement comes as it is, at its place", async () => {
  const error = {
    message: "line 1:8: Column 'a' cannot be resolved",
    errorName: "COLUMN_NOT_FOUND",
    errorType: "USER_ERROR",
    errorLocation: { lineNumber: 1, columnNumber: 8 },
  };
  const failure: unknown = await rowsOf([{}, { body: { error }, last: true }]).catch((caught: unknown) => caught);
  expect(failure).toBeInstanceOf(TrinoFailure);
  expect(failure instanceof TrinoFailure && failure.said).toMatchObject(error);
  expect(deleted()).toEqual([]);
});

test("whoever stops reading ends the query", async () => {
  for await (const _ of run([{}, data([1]), data([2])])) break;
  await expect.poll(deleted).toEqual(["/v1/statement/executing/1/2"]);
});

test("a reader who leaves ends the query with the signal's reason", async () => {
  const gone = new AbortController();
  const rows = rowsOf([{}, { silent: true }], { signal: gone.signal });
  setTimeout(() => gone.abort(new Error("left")), 50);
  await expect(rows).rejects.toThrow("left");
  await expect.poll(deleted).toEqual(["/v1/statement/executing/1/1"]);
});

test("a query over its time is TS-DATA-003, and ends there too", async () => {
  const failure: unknown = await rowsOf([{}, { silent: true }], { timeoutMs: 100 }).catch((caught: unknown) => caught);
  expect(isAppError(failure, "TS-DATA-003")).toBe(true);
  await expect.poll(deleted).toHaveLength(1);
});

test.for([
  ["no JSON", { text: "<html>gateway</html>" }],
  ["JSON of something else", { text: '{"data":"x"}' }],
  ["an empty answer", { text: "" }],
  ["refused credentials", { status: 401 }],
  ["an error of its own", { status: 500 }],
  ["a page somewhere else", { nextUri: "http://127.0.0.1:1/v1/other" }],
  ["a page that is no address", { nextUri: "::" }],
] as [string, Step][])("%s is TS-DATA-002, without a word of the server", async ([, step]) => {
  const failure: unknown = await rowsOf([step]).catch((caught: unknown) => caught);
  expect(isAppError(failure, "TS-DATA-002")).toBe(true);
  expect(String(failure)).not.toMatch(/html|127\.0\.0\.1|other/);
});

test("pages are asked for at the configured address, whatever host the coordinator names", async () => {
  expect(await rowsOf([{ nextUri: "http://169.254.169.254/v1/statement/executing/1/1" }, data([1]), { last: true }])).toEqual([[1]]);
});

test("a coordinator that is not there is TS-DATA-002", async () => {
  const { url } = fake;
  await fake.close();
  expect(isAppError(await rowsOf([], { url }).catch((caught: unknown) => caught), "TS-DATA-002")).toBe(true);
  fake = await openFakeCoordinator();
});

test("a password never travels in the clear", () => {
  expect(() => parseAddress("http://ann:secret@trino.example.com", "lake")).toThrow("https");
  expect(parseAddress("https://ann:s%40cret@trino.example.com:8443/ui", "lake")).toEqual({
    origin: "https://trino.example.com:8443",
    user: "ann",
    authorization: `Basic ${Buffer.from("ann:s@cret").toString("base64")}`,
  });
  expect(() => parseAddress("file:///etc/passwd", "lake")).toThrow("no http");
});
