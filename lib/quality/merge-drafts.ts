/** When two promises are one check, and what that check is then. */
import type { JsonObject, JsonValue, Severity } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Check } from "#lib/quality/check.ts";
import type { Draft } from "#lib/quality/draft.ts";

/** Equal for checks that measure the same, whoever asks for it and whatever it weighs. */
export function sameMeasure({ kind, columns, where, params }: Draft["check"]): string {
  return JSON.stringify([kind, columns.map((name) => name.toLowerCase()).sort(), where, comparable(kind, params)]);
}

/** The part of the parameters that decides what is measured. */
function comparable(kind: Check["kind"], params: JsonObject): unknown {
  switch (kind) {
    case "accepted_values":
      return listOf(params["values"]).toSorted();
    case "range": {
      const isExclusive = params["exclusive"] === true;
      const low = isExclusive || params["exclusiveMin"] === true;
      const high = isExclusive || params["exclusiveMax"] === true;
      return [params["min"] ?? null, params["min"] != null && low, params["max"] ?? null, params["max"] != null && high];
    }
    case "pattern":
      return params["pattern"] ?? null;
    case "relationships":
      return foldName(String(params["to"] ?? ""));
    case "freshness":
      return params["maxAgeSeconds"] ?? null;
    case "volume":
    case "distribution":
      return params["threshold"] ?? null;
    case "row_count":
      return [params["min"] ?? null, params["max"] ?? null];
    case "columns_match":
      return [listOf(params["columns"]).map((name) => name.toLowerCase()), params["ordered"] !== false];
    case "sql":
      return params["sql"] ?? null;
    case "example":
      return params["name"] ?? null;
    default:
      return null;
  }
}

const listOf = (value: JsonValue | undefined) => (Array.isArray(value) ? value.map(String) : []);
const HEAVIEST_FIRST: readonly Severity[] = ["critical", "error", "warning", "info"];

/** The written one wins in what it says; of two that are alike in this, the earlier, with the heavier severity unless one was said. */
export function mergeDrafts(before: Draft, after: Draft): Draft {
  const winner = after.isWritten && !before.isWritten ? after : before;
  const other = winner === after ? before : after;
  const severity = winner.said.severity ?? other.said.severity ?? heavier(winner.check.severity, other.check.severity);
  const dimension = winner.said.dimension ?? other.said.dimension ?? winner.check.dimension;
  const label = winner.said.name ?? other.said.name ?? (winner === after ? other.check.label : winner.check.label);
  const warnAfter = winner.check.params["warnAfterSeconds"] ?? other.check.params["warnAfterSeconds"];
  const params = warnAfter == null ? winner.check.params : { ...winner.check.params, warnAfterSeconds: warnAfter };
  // Named as the columns are where they are promised, whatever comes first in the file.
  const named = before.isWritten && !after.isWritten ? after : before;
  const said = {
    severity: winner.said.severity ?? other.said.severity,
    dimension: winner.said.dimension ?? other.said.dimension,
    name: winner.said.name ?? other.said.name,
  };
  return {
    idBase: named.idBase,
    isWritten: before.isWritten || after.isWritten,
    said,
    check: { ...winner.check, columns: named.check.columns, severity, dimension, label, params },
  };
}

const heavier = (a: Severity, b: Severity): Severity => (HEAVIEST_FIRST.indexOf(a) <= HEAVIEST_FIRST.indexOf(b) ? a : b);
