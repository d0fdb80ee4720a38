/** The gate for row policies: one expression over the columns of one row. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { parseSql, type Tree } from "#lib/engine/duckdb/gate/parse.ts";
import { offsetOfByte } from "#lib/engine/duckdb/gate/place.ts";
import { refuseUnreadable } from "#lib/engine/duckdb/gate/readable.ts";
import { Refusal } from "#lib/engine/duckdb/gate/refusal.ts";
import { parserRefusal } from "#lib/engine/duckdb/gate/sentences.ts";
import { tokensOf } from "#lib/engine/duckdb/gate/tokens.ts";
import { Walk } from "#lib/engine/duckdb/gate/walk.ts";

export type AnalyzedExpression =
  | { readonly kind: "passed" }
  /** `reason`: one sentence. `at`: UTF-16 offset in the expression; `null`: unknown. */
  | { readonly kind: "refused"; readonly reason: string; readonly at: number | null };

const BARE = "SELECT\n";
const BRACKETED = "SELECT (\n";
const NOT_ONE: AnalyzedExpression = { kind: "refused", reason: "A condition on rows is one expression and nothing else.", at: null };

/**
 * `columns`: names of the dataset's own columns. The expression is read twice, bare and between brackets, so that neither
 * `true, false` nor `true) OR (true` passes. Whether it is true or false for a row, and not a number, only the engine can tell.
 */
export async function analyzeExpression(
  connection: DuckDBConnection,
  expression: string,
  columns: readonly string[],
): Promise<AnalyzedExpression> {
  const unreadable = refuseUnreadable(expression);
  if (unreadable !== null) return { kind: "refused", reason: unreadable.reason, at: unreadable.at };
  if (tokensOf(expression).next().done === true) return NOT_ONE;
  for (const [head, foot] of [
    [BARE, "\n"],
    [BRACKETED, "\n)"],
  ] as const) {
    const text = `${head}${expression}${foot}`;
    const inExpression = (at: number | null) => (at === null ? null : Math.min(Math.max(0, at - head.length), expression.length));
    const parsed = await parseSql(connection, text);
    if (parsed.kind === "failed") {
      const { reason, at } = parserRefusal(text, parsed);
      return { kind: "refused", reason, at: inExpression(at) };
    }
    const selected = parsed.statements.length === 1 ? onlyExpression(parsed.statements[0]) : null;
    if (selected === null) return NOT_ONE;
    try {
      new Walk().rowExpression(selected, columns);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { kind: "refused", reason: error.message, at: inExpression(offsetOfByte(text, error.location)) };
    }
  }
  return { kind: "passed" };
}

/** The one thing that is selected, where the statement has nothing but that. */
function onlyExpression(statement: Tree | undefined): unknown {
  const node = statement?.["node"] as Tree | undefined;
  const { select_list: list, ...rest } = node ?? {};
  if (!Array.isArray(list) || list.length !== 1 || JSON.stringify(rest) !== NOTHING_ELSE) return null;
  return list[0]?.alias === "" ? list[0] : null;
}

/** A SELECT of one expression without anything around it, as this engine writes it; held by a test. */
const NOTHING_ELSE = JSON.stringify({
  type: "SELECT_NODE",
  modifiers: [],
  cte_map: { map: [] },
  from_table: { type: "EMPTY", alias: "", sample: null, query_location: 18446744073709552000 },
  where_clause: null,
  group_expressions: [],
  group_sets: [],
  aggregate_handling: "STANDARD_HANDLING",
  having: null,
  sample: null,
  qualify: null,
});
