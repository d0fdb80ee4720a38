/** Whether a statement may call a function. */
import { findNearest } from "#lib/contract/nearest.ts";
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from "#lib/engine/duckdb/gate/allowed-functions.ts";
import { foldName } from "#lib/engine/duckdb/gate/names.ts";
import { REFUSED_FUNCTIONS } from "#lib/engine/duckdb/gate/refused-functions.ts";

const allowed = new Set(Object.values(ALLOWED_FUNCTIONS).flat());
const allowedInFrom = new Set(ALLOWED_TABLE_FUNCTIONS);
const perGroup: ReadonlySet<string> = new Set([...ALLOWED_FUNCTIONS.aggregates, ...ALLOWED_FUNCTIONS.windows]);
const perRow: ReadonlySet<string> = new Set(["generate_subscripts", "regexp_split_to_table", "unnest"]);

/** `null`: it may be called. Otherwise one sentence that says why not. */
export function functionRefusal(name: string): string | null {
  const folded = foldName(name);
  return allowed.has(folded) ? null : (refusedReason(folded) ?? unknownReason(folded, allowed));
}

/** Likewise for a function in FROM. */
export function tableFunctionRefusal(name: string): string | null {
  const folded = foldName(name);
  if (allowedInFrom.has(folded)) return null;
  const reason = refusedReason(folded);
  if (reason !== null) return reason;
  const may = `only ${[...allowedInFrom].slice(0, -1).join(", ")} and ${[...allowedInFrom].at(-1)} may`;
  return allowed.has(folded) ? `The function ${folded} cannot stand in FROM: ${may}.` : unknownReason(folded, allowedInFrom);
}

/** One value of many rows: it needs a GROUP BY or an OVER, or is one. */
export function isAggregateOrWindow(name: string): boolean {
  return perGroup.has(foldName(name));
}

/** Many rows of one value. */
export function makesRows(name: string): boolean {
  return perRow.has(foldName(name));
}

function refusedReason(folded: string): string | null {
  const group = REFUSED_FUNCTIONS.find(
    ({ names, prefixes }) => names.includes(folded) || prefixes.some((prefix) => folded.startsWith(prefix)),
  );
  return group === undefined ? null : `The function ${folded} cannot be used, because it ${group.why}.`;
}

function unknownReason(folded: string, known: ReadonlySet<string>): string {
  const name = folded.length > 60 ? `${folded.slice(0, 60)}…` : folded;
  const words = [...known].filter((word) => /^\w+$/.test(word));
  const near = findNearest(folded, words, (word) => Math.max(1, Math.floor(word.length / 4)));
  const hint = near === null ? "." : `; did you mean ${near}?`;
  return `There is no function ${name} that a statement may use${hint}`;
}
