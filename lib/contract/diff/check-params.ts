import type { CheckSpec, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { compareFixed, type Direction } from "#lib/contract/diff/direction.ts";
import { compareRanges } from "#lib/contract/diff/range.ts";
import { diffSets, isSame } from "#lib/contract/diff/sets.ts";

/** Does a check of one kind let more through than before, or less? Where that cannot be known it is `other`. */
export function compareCheckParams({ kind, params: before }: CheckSpec, { params: after }: CheckSpec): Direction {
  if (isSame(before, after)) return "same";
  switch (kind) {
    case "not_null":
      return compareLists(before["columns"], after["columns"], "more");
    // What is unique in few columns is unique in more of them.
    case "unique":
      return compareLists(before["columns"], after["columns"], "fewer");
    case "accepted_values":
      return before["column"] === after["column"] ? compareLists(before["values"], after["values"], "fewer") : "other";
    case "range":
    case "row_count":
      return before["column"] === after["column"] ? compareBounds(before, after) : "other";
    case "freshness":
      return compareAges(before, after);
    default:
      return "other";
  }
}

/** @param better whether more or fewer entries let less through */
function compareLists(before: JsonValue | undefined, after: JsonValue | undefined, better: "more" | "fewer"): Direction {
  const { added, removed } = diffSets(textsOf(before), textsOf(after));
  if (added.length > 0 && removed.length > 0) return "other";
  if (added.length === 0 && removed.length === 0) return "same";
  return added.length > 0 === (better === "more") ? "tighter" : "looser";
}

function compareBounds(before: JsonObject, after: JsonObject): Direction {
  const change = compareRanges(boundsOf(before), boundsOf(after));
  if (change === null) return "same";
  if (change === "moved") return "other";
  return change === "added" || change === "narrowed" ? "tighter" : "looser";
}

function boundsOf({ min, max, exclusive }: JsonObject) {
  return {
    min: typeof min === "number" ? min : null,
    max: typeof max === "number" ? max : null,
    exclusiveMin: exclusive === true,
    exclusiveMax: exclusive === true,
  };
}

function compareAges(before: JsonObject, after: JsonObject): Direction {
  if (before["column"] !== after["column"]) return "other";
  return compareFixed(Number(before["maxAgeSeconds"]), Number(after["maxAgeSeconds"]), "less");
}

const textsOf = (value: JsonValue | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
