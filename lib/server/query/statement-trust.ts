import { verdictView } from "#lib/catalog/summary.ts";
import type { Trust } from "#lib/catalog/trust.ts";
import { AppError } from "#lib/errors.ts";
import type { ReadableDataset } from "#lib/query/readable.ts";
import { trustHeaders } from "#lib/query/trust-headers.ts";

type State = ReturnType<typeof verdictView>["state"];

const WORST_FIRST = ["broken", "at-risk", "unknown", "ready"] as const satisfies readonly State[];

export const worstOf = (states: readonly State[]): State | null => WORST_FIRST.find((state) => states.includes(state)) ?? null;

/** Whether what a statement reads can be used now. */
export interface StatementTrust {
  /** The worst of its datasets; `null` for a statement that reads none. */
  readonly state: State | null;
  /** `asOf`: of the only dataset. */
  readonly headers: (asOf: string | null) => Readonly<Record<string, string>>;
}

/** @throws AppError TS-API-009 when `require` is `ready` and one of them is not */
export function trustOf(
  datasets: readonly ReadableDataset[],
  require: "ready" | undefined,
  trust: ReadonlyMap<string, Trust>,
): StatementTrust {
  const verdicts = datasets.map(({ record }) => ({ record, verdict: trust.get(record.id)?.verdict ?? verdictView(record) }));
  const state = worstOf(verdicts.map(({ verdict }) => verdict.state));
  const bad = verdicts.filter(({ verdict }) => verdict.state !== "ready");
  if (require === "ready" && bad.length > 0) {
    const said = bad.map(({ record, verdict }) => `${record.contract.name} is ${verdict.state} (${verdict.reasons.join("; ")})`);
    throw new AppError("TS-API-009", `The data was asked for only if it is ready, and it is not: ${said.join(", ")}.`, {
      details: bad.flatMap(({ record, verdict }) =>
        verdict.reasons.map((message) => ({ path: "verdict", message: `${record.contract.name}: ${message}` })),
      ),
      headers: { "Touchstone-Status": state ?? "unknown" },
    });
  }
  const [only, ...others] = verdicts;
  return {
    state,
    headers: (asOf) => {
      if (only === undefined || state === null) return {};
      if (others.length > 0) return { "Touchstone-Status": state };
      return trustHeaders({ status: only.verdict.state, asOf, contractVersion: only.record.version });
    },
  };
}
