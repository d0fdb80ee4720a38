/** For tests: the query route over a few datasets with masks and audiences, on a real engine. */
import { basename } from "node:path";
import { queryAnswerSchema } from "#lib/api/schemas/query.ts";
import { openHarness } from "#lib/engine/duckdb/harness.ts";
import { openQueryHarness, type QueryHarness } from "#lib/server/query/harness.ts";
import { columnOf } from "#lib/store/fixture.ts";

const ORDERS = `SELECT (i // 2)::BIGINT AS id, 'buyer' || i || '@example.com' AS mail, (i * 1.5)::DECIMAL(12,2) AS total,
  'secret ' || i AS hidden, i AS extra, 9007199254740993 + i AS big,
  TIMESTAMP '2026-11-21 00:00:00' + INTERVAL (i) MINUTE AS updated_at FROM range(130) t(i)`;
/** Keeps a worker busy for many seconds unless it is stopped. */
export const SLOW = "SELECT count(*) FROM range(3000000) a(x), range(3000000) b(y) WHERE (x * y) % 7 = 3";

const mask = (as: "partial" | "hide") => ({ as, except: ["crm"] });
const columns = [
  columnOf({ name: "id", primaryKey: true }),
  columnOf({ name: "mail", mask: mask("partial") }),
  columnOf({ name: "total" }),
  columnOf({ name: "hidden", mask: mask("hide") }),
  columnOf({ name: "big" }),
  columnOf({ name: "updated_at" }),
];
const position = { file: "", line: 1, column: 1 };
const freshness = { promised: "< 1 day", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at", position };

export async function openOrdersHarness(): Promise<QueryHarness> {
  const duckdb = await openHarness();
  const { paths } = await duckdb.relationOf(ORDERS);
  const source = { source: "lake", relation: basename(paths[0] ?? "", ".parquet"), files: null };
  const http = await openQueryHarness({
    engine: duckdb.engine(),
    folder: duckdb.folder,
    limits: { queriesAtOnce: { person: 2, anonymous: 1 } },
    datasets: [
      { name: "customer_orders", source, columns, freshness, access: { query: "SELECT * FROM prod.orders" } },
      { name: "returns", source, columns: columns.filter(({ mask: masked }) => masked === null) },
      { name: "payroll", source, columns, access: { visibility: "restricted", data: "restricted", readers: ["finance"] } },
      { name: "ledger", title: "Ledger", source, columns, access: { data: "restricted", readers: ["finance"] } },
    ],
  });
  return {
    ...http,
    close: async () => {
      await http.close();
      await duckdb.close();
    },
  };
}

export const answerOf = async (reply: Response) => queryAnswerSchema.strict().parse(await reply.json());
interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
export const problemOf = async (reply: Response) => {
  const { type, detail, errors } = (await reply.json()) as Problem;
  return { status: reply.status, code: type.split("/").at(-1), detail, path: errors?.[0]?.path };
};
