/** What a worker does with an open relation: one function per kind of job. */
import { type DuckDBConnection, DuckDBTypeId as Id } from "@duckdb/node-api";
import { isTimestamp } from "#lib/engine/duckdb/canonical-text.ts";
import { type CopySource, type CopyTarget, copySelect } from "#lib/engine/duckdb/encode/copy-select.ts";
import { estimateRows } from "#lib/engine/duckdb/estimate.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { readPage } from "#lib/engine/duckdb/page-job.ts";
import { checkedPolicy } from "#lib/engine/duckdb/policy-sql.ts";
import type { NewestAnswer, RelationJob } from "#lib/engine/duckdb/protocol.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import { copySelectSql, countSelect, planSelect, type RowSelect, type SelectFrom } from "#lib/engine/duckdb/select.ts";
import type { CopyResult } from "#lib/engine/engine.ts";

/** How the bytes of a file leave. */
export type CopyOutput = Omit<CopyTarget, "path">;

export interface RelationDeps {
  readonly connection: DuckDBConnection;
  readonly parser: DuckDBConnection;
  readonly relation: OpenRelation;
  readonly maskSecret: string;
  readonly output: CopyOutput;
}

export async function runRelationJob(deps: RelationDeps, job: RelationJob): Promise<unknown> {
  switch (job.kind) {
    case "describe":
      return deps.relation.description;
    case "page":
      return await readPage({ ...deps, from: { ...(await fromOf(deps, job.query)), filled: await filledKeys(deps) } }, job.query);
    case "count":
      return await runCount(deps, job.query);
    case "estimate":
      return await estimateRows(deps, job.relation);
    case "copy":
      return await runCopy(deps, job);
    case "newest":
      return await runNewest(deps, job.column, job.latest);
  }
}

const NONE: ReadonlySet<string> = new Set();
const filled = new WeakMap<OpenRelation, ReadonlySet<string>>();

/** Of the columns in whose order a copy lies, those without NULL. Its statistics tell at once. */
async function filledKeys({ connection, relation }: RelationDeps): Promise<ReadonlySet<string>> {
  if (relation.sortedBy.length === 0) return NONE;
  const known = filled.get(relation);
  if (known !== undefined) return known;
  const counts = relation.sortedBy.map((column) => `count(*) FILTER (${quoteName(column)} IS NULL)`);
  const [row = []] = await (await connection.run(`SELECT ${counts.join(", ")} FROM ${relation.from}`)).getRows();
  const found = new Set(relation.sortedBy.filter((_, index) => row[index] === 0n).map((column) => column.toLowerCase()));
  filled.set(relation, found);
  return found;
}

/** Rows of the reader's policy, which is checked before it is used. */
async function fromOf({ connection, parser, relation, maskSecret }: RelationDeps, { rows }: RowSelect): Promise<SelectFrom> {
  const policy = rows === null ? null : await checkedPolicy({ connection, parser }, relation, rows);
  return { from: relation.from, types: relation.types, secret: maskSecret, filled: NONE, policy };
}

async function runCount(deps: RelationDeps, query: RowSelect): Promise<number> {
  const { sql, values } = countSelect(query, await fromOf(deps, query));
  await values.check(deps.connection);
  const [[count] = []] = await (await deps.connection.run(sql, values.texts)).getRows();
  return Number(count);
}

async function runCopy(deps: RelationDeps, job: Extract<RelationJob, { kind: "copy" }>): Promise<CopyResult> {
  const { query, format, path } = job;
  const plan = planSelect(query, await fromOf(deps, query));
  await plan.values.check(deps.connection);
  const sql = copySelectSql(plan, query.limit);
  const source: CopySource = {
    connection: deps.connection,
    columns: plan.outputs,
    send: async (head, foot) => await deps.connection.run(`${head}${sql}${foot}`, plan.values.texts),
  };
  const isWhole = query.filter === null && query.rows === null && query.after === null && query.limit === null;
  const estimate = isWhole ? await estimateRows(deps, job.relation) : null;
  if (estimate?.rows != null && estimate.exact) deps.output.expects(estimate.rows);
  return await copySelect(source, format, { path, ...deps.output });
}

async function runNewest(
  { connection, relation }: RelationDeps,
  column: string,
  latest: { instant: string; local: string },
): Promise<NewestAnswer> {
  const type = relation.types.get(column.toLowerCase());
  if (type === undefined) throw new Fault("column", `no column ${column}`);
  const name = quoteName(column);
  const [kind, value, bound] =
    type.typeId === Id.DATE
      ? (["date", name, `CAST(CAST(${quoteText(latest.local)} AS TIMESTAMP) AS DATE)`] as const)
      : type.typeId === Id.TIMESTAMP_TZ
        ? (["instant", `CAST(${name} AS TIMESTAMP)`, `CAST(${quoteText(latest.instant)} AS TIMESTAMP)`] as const)
        : isTimestamp(type)
          ? (["local", `CAST(${name} AS TIMESTAMP)`, `CAST(${quoteText(latest.local)} AS TIMESTAMP)`] as const)
          : type.typeId === Id.VARCHAR
            ? ([
                "instant",
                `CAST(TRY_CAST(${name} AS TIMESTAMPTZ) AS TIMESTAMP)`,
                `CAST(${quoteText(latest.instant)} AS TIMESTAMP)`,
              ] as const)
            : (["none", "CAST(NULL AS TIMESTAMP)", "CAST(NULL AS TIMESTAMP)"] as const);
  const sql = `SELECT CAST(max(v) FILTER (v <= ${bound} AND isfinite(v)) AS VARCHAR), coalesce(bool_or(v > ${bound}), false) FROM (SELECT ${value} AS v FROM ${relation.from})`;
  const [[text, later] = []] = await (await connection.run(sql)).getRows();
  return { kind, text: typeof text === "string" ? text : null, later: later === true };
}
