/** Why a verdict is what it is: codes and facts, worded for each reader. */
import { formatAge, formatInstant, formatPlural, formatRelative } from "#lib/format.ts";

/** What a result says, in the words of its check. */
interface Said {
  readonly check: string;
  readonly label: string;
  readonly observed: string;
}
interface Bad extends Said {
  /** When the data went bad; `null`: not known. */
  readonly since: string | null;
}

/** `columns` and `datasets` are what it names: a reader who may not know of one of them gets other words. */
export type VerdictReason = Naming &
  (
    | { readonly code: "promise-broken" | "schema-broken"; readonly params: Bad }
    | { readonly code: "too-old"; readonly params: Bad & { readonly asOf: string; readonly maxAgeSeconds: number } }
    | { readonly code: "sla-missed"; readonly params: Bad & { readonly deadline: string | null } }
    | {
        readonly code: "no-source" | "no-promise" | "freshness-unmeasured" | "sla-unwatched" | "schema-unmeasured";
        readonly params: object;
      }
    | { readonly code: "never-ran"; readonly params: { readonly checks: number } }
    | { readonly code: "unreadable" | "unread-lately"; readonly params: { readonly problem: string } }
    | { readonly code: "little-evidence"; readonly params: { readonly evidence: number } }
    | { readonly code: "warned"; readonly params: Said }
    | { readonly code: "nearly-too-old"; readonly params: { readonly asOf: string; readonly maxAgeSeconds: number } }
    | { readonly code: "sla-due" | "sla-late"; readonly params: { readonly deadline: string | null } }
    | {
        readonly code: "no-result";
        readonly params: { readonly checks: number; readonly of: number; readonly check: string; readonly label: string };
      }
    | { readonly code: "old-results"; readonly params: object }
    | { readonly code: "held-open"; readonly params: { readonly check: string; readonly label: string } }
    | { readonly code: "upstream-broken"; readonly params: { readonly dataset: string } }
    | { readonly code: "deprecated" | "retired" | "stale-contract"; readonly params: object }
    | { readonly code: "fresh"; readonly params: { readonly asOf: string } }
    | { readonly code: "checks-pass"; readonly params: { readonly passed: number; readonly of: number } }
    | { readonly code: "sla-kept"; readonly params: { readonly kept: number; readonly of: number; readonly days: number } }
  );

interface Naming {
  readonly columns: readonly string[];
  readonly datasets: readonly string[];
}

/** What somebody may know of; left out: everything. */
export interface ReasonReader {
  readonly knowsColumn?: (name: string) => boolean;
  readonly knowsDataset?: (name: string) => boolean;
}

/** A short sentence without a full stop. It names no column and no dataset that the reader may not know of. */
export function wordsOf(reason: VerdictReason, now: Date, { knowsColumn, knowsDataset }: ReasonReader = {}): string {
  if (reason.datasets.some((name) => knowsDataset?.(name) === false))
    return "A dataset that it is made from, and that you cannot see, is broken";
  if (reason.columns.every((name) => knowsColumn?.(name) !== false)) return plainWords(reason, now);
  switch (reason.code) {
    case "promise-broken":
      return `A promise about a column that you cannot see is broken${sinceWords(reason.params.since)}`;
    case "warned":
      return "A check of a column that you cannot see warns";
    case "no-result":
      return "One check has no result";
    case "held-open":
      return HELD_OPEN;
    default:
      return plainWords(reason, now);
  }
}

const HELD_OPEN = "A promise that was broken holds again, but not for long enough yet";

function plainWords(reason: VerdictReason, now: Date): string {
  switch (reason.code) {
    case "promise-broken":
    case "schema-broken":
      return `Broken: ${reason.params.label} (${reason.params.observed})${sinceWords(reason.params.since)}`;
    case "too-old": {
      const { asOf, maxAgeSeconds, since } = reason.params;
      return `Too old: its newest row is from ${formatRelative(asOf, now)}, promised is at most ${formatAge(maxAgeSeconds)}${sinceWords(since)}`;
    }
    case "nearly-too-old":
      return `Its newest row is from ${formatRelative(reason.params.asOf, now)}, and at most ${formatAge(reason.params.maxAgeSeconds)} is promised`;
    case "sla-missed":
      return reason.params.deadline === null
        ? "It did not come by its last deadline"
        : `It did not come by ${formatInstant(reason.params.deadline)}`;
    case "no-source":
      return "No data source is declared, so nothing can be measured";
    case "no-promise":
      return "Nothing is promised, so nothing is measured";
    case "never-ran":
      return reason.params.checks === 1
        ? "Its only check has not been measured yet"
        : `None of its ${formatPlural(reason.params.checks, "check")} has been measured yet`;
    case "unreadable":
      return `It could not be measured: ${unstopped(reason.params.problem)}`;
    case "little-evidence":
      return `Only ${Math.floor(reason.params.evidence * 100)} % of what is promised has a result that is recent enough`;
    case "freshness-unmeasured":
      return "How fresh it is was never measured";
    case "sla-unwatched":
      return "No deadline of its SLA has been watched yet";
    case "schema-unmeasured":
      return "Whether it has the promised columns was never measured";
    case "warned":
      return `Not as promised: ${reason.params.label} (${reason.params.observed})`;
    case "sla-due":
      return reason.params.deadline === null ? "It is late" : `It is late: it was due on ${formatInstant(reason.params.deadline)}`;
    case "sla-late":
      return reason.params.deadline === null ? "It came late" : `It came late: it was due on ${formatInstant(reason.params.deadline)}`;
    case "no-result":
      return reason.params.checks === 1
        ? `One check has no result: ${reason.params.label}`
        : `${reason.params.checks} of ${reason.params.of} checks have no result`;
    case "old-results":
      return "Some results are getting old";
    case "held-open":
      return `${HELD_OPEN}: ${reason.params.label}`;
    case "unread-lately":
      return `It could not be read the last time: ${unstopped(reason.params.problem)}`;
    case "upstream-broken":
      return `${reason.params.dataset}, which it is made from, is broken`;
    case "deprecated":
      return "It is deprecated";
    case "retired":
      return "It is retired";
    case "stale-contract":
      return "Its catalog file is broken; this is the last good version";
    case "fresh":
      return `Fresh ${formatRelative(reason.params.asOf, now)}`;
    case "checks-pass":
      return reason.params.of === 1
        ? "Its only check passes"
        : `${reason.params.passed} of ${formatPlural(reason.params.of, "check")} pass`;
    case "sla-kept":
      return `SLA kept on ${reason.params.kept} of the last ${formatPlural(reason.params.of, reason.params.of === reason.params.days ? "day" : "deadline")}`;
  }
}

const sinceWords = (since: string | null) => (since === null ? "" : `, since ${formatInstant(since)}`);
const unstopped = (sentence: string) => sentence.replace(/\.$/, "");
