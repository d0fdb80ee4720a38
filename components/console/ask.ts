import { type QueryProblem, type QueryResult, readPlan, readProblem, readResult } from "#components/console/query-answer.ts";
import { href } from "#lib/href.ts";

/** How a question to the query interface ended. */
export type Outcome =
  | { readonly kind: "rows"; readonly result: QueryResult }
  | { readonly kind: "plan"; readonly plan: string }
  | { readonly kind: "refused"; readonly problem: QueryProblem }
  | { readonly kind: "unreachable" }
  | { readonly kind: "stopped" };

export interface AskOptions {
  /** Answers the plan, and runs nothing. */
  readonly explain?: boolean;
  /** Most rows; as many as the server lets come when it is not given. */
  readonly limit?: number;
}

/** Runs a statement, or asks how it would be run. Aborting goes through to the engine: the server stops a query nobody waits for. */
export async function ask(sql: string, signal: AbortSignal, { explain = false, limit }: AskOptions = {}): Promise<Outcome> {
  try {
    const body = { sql, ...(limit === undefined ? {} : { limit }) };
    const answer = await postStatement(`${href.api.query()}${explain ? "?explain=true" : ""}`, body, signal);
    const told: unknown = await answer.json().catch(() => null);
    if (!answer.ok) return { kind: "refused", problem: readProblem(told, answer.status) };
    const plan = explain ? readPlan(told) : undefined;
    if (plan !== undefined) return { kind: "plan", plan };
    const result = readResult(told);
    return result === undefined ? { kind: "refused", problem: readProblem(null, answer.status) } : { kind: "rows", result };
  } catch {
    return signal.aborted ? { kind: "stopped" } : { kind: "unreachable" };
  }
}

export function postStatement(url: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
}
