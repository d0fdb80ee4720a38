import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findProgram, findPython, findR } from "#lib/query/snippets/testing.ts";
import { exportSnippets, querySnippets, rowsSnippets } from "#lib/query/snippets.ts";

const run = promisify(execFile);
const PYTHON = process.env["TOUCHSTONE_TEST_PYTHON"];
/** Every sign that some language could take for its own. */
const HOSTILE = 'SELECT \'it\'\'s\', "a""b", \'\\\\n \\u0041 $HOME `id` $\x7bx} %s !! """ é 😀\'\r\nFROM orders -- "';
const NAME = "orders & más";

/** Answers as Touchstone does, and remembers what it was asked. */
const asked: { method: string; url: string; authorization: string | undefined; sql: unknown; format: unknown }[] = [];
const files = new Map<string, Buffer>();
const server = createServer(async (request, response) => {
  const body = request.method === "POST" ? (JSON.parse(await text(request)) as Record<string, unknown>) : {};
  const { authorization } = request.headers;
  const url = request.url ?? "";
  asked.push({ method: request.method ?? "", url, authorization, sql: body["sql"], format: body["format"] });
  const json = (value: unknown, type = "application/json") => response.setHeader("Content-Type", type).end(JSON.stringify(value));
  if (url.includes("/rows")) {
    const isLast = url.includes("cursor=second");
    const columns = [{ name: "id", type: "VARCHAR" }];
    return json({ data: [{ id: isLast ? "0002" : "0001" }], columns, page: { next: isLast ? null : "second", total: null } });
  }
  if (url.includes("/export.parquet") || body["format"] === "arrow")
    return response.end(files.get(url.includes("/export") ? "parquet" : "arrow"));
  if (body["format"] === "ndjson") return response.setHeader("Content-Type", "application/x-ndjson").end('{"id":"0001"}\n{"id":"0002"}\n');
  return json({ columns: [{ name: "id", type: "VARCHAR" }], rows: [["0001"], ["0002"]], rowCount: 2, truncated: false });
});

let origin = "";
const folder = mkdtempSync(join(tmpdir(), "touchstone-snippets-"));

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
});

interface Program {
  readonly title: string;
  /** `null`: this machine cannot run it. */
  readonly find: () => string | null;
  readonly options: (code: string) => readonly string[];
  /** Both rows of two pages, or only the first page. */
  readonly pages: 1 | 2;
}

const PROGRAMS: readonly Program[] = [
  { title: "curl", find: () => findProgram("curl") && "/bin/sh", options: (code) => ["-c", code], pages: 1 },
  { title: "Python", find: () => findPython(PYTHON, ["requests"]), options: (code) => ["-c", code], pages: 2 },
  { title: "pandas", find: () => findPython(PYTHON, ["requests", "pandas", "pyarrow"]), options: (code) => ["-c", code], pages: 2 },
  { title: "R", find: () => findR(["httr2", "jsonlite"]), options: (code) => ["-e", code], pages: 2 },
  { title: "JavaScript", find: () => process.execPath, options: (code) => ["--input-type=module", "-e", code], pages: 2 },
];

describe.for(PROGRAMS)("the program in $title", ({ title, find, options, pages }) => {
  const codeOf = (snippets: ReturnType<typeof querySnippets>) => snippets.find((snippet) => snippet.title === title)?.code ?? "";
  let program: string | null = null;
  const output = async (code: string, env = {}) => {
    const { stdout } = await run(program ?? "", [...options(code)], { cwd: folder, env: { ...process.env, NO_PROXY: "*", ...env } });
    return stdout;
  };

  beforeAll(() => {
    program = find();
    if (program !== null && title === "pandas") makeFiles(program);
  });

  test("reads the rows of a dataset, page by page", async (context) => {
    if (program === null) return context.skip(`this machine cannot run ${title}`);
    const said = await output(codeOf(rowsSnippets({ origin, token: false }, NAME)));
    expect(said).toContain("0001");
    const path = "/api/v1/datasets/orders%20%26%20m%C3%A1s/rows?limit=1000";
    expect(asked.map(({ url }) => url)).toEqual([path, `${path}&cursor=second`].slice(0, pages));
    expect(asked[0]?.authorization).toBeUndefined();
  });

  test("takes a whole dataset as a file, with the token of the environment", async (context) => {
    if (program === null) return context.skip(`this machine cannot run ${title}`);
    if (!files.has("parquet")) files.set("parquet", Buffer.from("PAR1"));
    const code = codeOf(exportSnippets({ origin, token: true }, NAME));
    await output(code, { TOUCHSTONE_TOKEN: "tst_1" });
    expect(code).not.toContain("tst_1");
    expect(asked).toMatchObject([{ url: "/api/v1/datasets/orders%20%26%20m%C3%A1s/export.parquet", authorization: "Bearer tst_1" }]);
    if (title !== "pandas") expect(readFileSync(join(folder, "orders_m_s.parquet"))).toEqual(files.get("parquet"));
    rmSync(join(folder, "orders_m_s.parquet"), { force: true });
  });

  test("sends any statement as it is and shows its rows", async (context) => {
    if (program === null) return context.skip(`this machine cannot run ${title}`);
    const said = await output(codeOf(querySnippets({ origin, token: true }, HOSTILE)), { TOUCHSTONE_TOKEN: "tst_1" });
    expect(said).toContain("0001");
    expect(asked).toMatchObject([{ method: "POST", url: "/api/v1/query", sql: HOSTILE, authorization: "Bearer tst_1" }]);
  });
});

/** A Parquet and an Arrow file of two rows, by another program than ours. */
function makeFiles(python: string): void {
  const program = `import pyarrow as pa, pyarrow.parquet as pq
table = pa.table({"id": ["0001", "0002"]})
pq.write_table(table, "made.parquet")
with pa.ipc.new_file("made.arrow", table.schema) as writer: writer.write_table(table)`;
  execFileSync(python, ["-c", program], { cwd: folder });
  for (const kind of ["parquet", "arrow"]) files.set(kind, readFileSync(join(folder, `made.${kind}`)));
}
