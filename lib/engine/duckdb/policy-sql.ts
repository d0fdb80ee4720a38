/** A row policy as SQL: its text as the contract has it, with values of the reader's claims as typed literals between. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { readEngineMessage } from "#lib/engine/duckdb/engine-message.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";
import { analyzeExpression } from "#lib/engine/duckdb/gate/expression.ts";
import type { OpenRelation } from "#lib/engine/duckdb/instance.ts";
import { quoteText } from "#lib/engine/duckdb/quote.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";

type PolicyValue = Exclude<RowPolicy["parts"][number], string>["value"];

export function policySql({ parts }: RowPolicy): string {
  return parts.map((part) => (typeof part === "string" ? part : literalSql(part.value))).join("");
}

function literalSql(value: PolicyValue): string {
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value === "number") {
    // NaN and infinities are no literals of SQL, and no claim means them.
    if (!Number.isFinite(value)) throw new Fault("policy", "a claim's number is not finite");
    return value < 0 ? `(${value})` : String(value);
  }
  // `IN (NULL)` holds for nobody; an empty list is no SQL. `NOT IN (NULL)` holds for nobody either: no claims, no rows.
  return value.length === 0 ? "(NULL)" : `(${value.map(quoteText).join(", ")})`;
}

/** Expressions that passed, by relation. They hold claims, so there may be one for every reader. */
const passed = new WeakMap<OpenRelation, Set<string>>();
const KEPT = 500;

/**
 * The policy's condition over the relation's own columns. Throws the fault `policy` when the gate refuses it or the data does not
 * fit it: then nobody sees a row.
 */
export async function checkedPolicy(
  { parser, connection }: { parser: DuckDBConnection; connection: DuckDBConnection },
  relation: OpenRelation,
  policy: RowPolicy,
): Promise<string> {
  const sql = policySql(policy);
  const known = passed.get(relation) ?? new Set();
  passed.set(relation, known);
  if (!known.has(sql)) {
    const columns = relation.description.columns.map(({ name }) => name);
    const verdict = await analyzeExpression(parser, sql, columns);
    if (verdict.kind !== "passed") throw new Fault("policy", `the row policy was refused: ${verdict.reason}`);
    await refuseUnlessCondition(connection, relation, sql);
    if (known.size >= KEPT) known.clear();
    known.add(sql);
  }
  return `(\n${sql}\n)`;
}

async function refuseUnlessCondition(connection: DuckDBConnection, relation: OpenRelation, sql: string): Promise<void> {
  try {
    const prepared = await connection.prepare(`SELECT (\n${sql}\n) FROM ${relation.from}`);
    const isCondition = prepared.columnCount === 1 && prepared.columnTypeId(0) === Id.BOOLEAN;
    prepared.destroySync();
    if (!isCondition) throw new Fault("policy", "the row policy is no condition");
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Fault) throw error;
    const isAboutText = ["Parser", "Binder", "Catalog", "Conversion"].includes(readEngineMessage(error.message).kind);
    throw isAboutText ? new Fault("policy", error.message) : error;
  }
}
