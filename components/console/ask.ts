import { type QueryProblem, type QueryResult, readPlan, readProblem, readResult } from "#components/console/query-answer.ts";
import { href } from "#lib/href.ts";

/** How a question to the query interface ended. */
export type Outcome =
  | { readonly kind: "rows"; readonly result: QueryResult }
  | { readonly kind: "plan"; readonly plan: string }
  | { readonly kind: "refused"; readonly problem: QueryProblem }
  | { readonly kind: "unreachable" }
  | { readonly kind: "stopped" };

/** Runs a statement, or asks how it would be run. Aborting goes through to the engine: the server stops a query nobody waits for. */
export async function ask(sql: string, { explain, signal }: { readonly explain: boolean; readonly signal: AbortSignal }): Promise<Outcome> {
  try {
    const answer = await postStatement(`${href.api.query()}${explain ? "?explain=true" : ""}`, { sql }, signal);
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) return { kind: "refused", problem: readProblem(body, answer.status) };
    const plan = explain ? readPlan(body) : undefined;
    if (plan !== undefined) return { kind: "plan", plan };
    const result = readResult(body);
    return result === undefined ? { kind: "refused", problem: readProblem(null, answer.status) } : { kind: "rows", result };
  } catch {
    return signal.aborted ? { kind: "stopped" } : { kind: "unreachable" };
  }
}

export function postStatement(url: string, body: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<Response> {
  return fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body), signal });
}
