import type { JsonValue, Position } from "#lib/contract/contract.ts";
import type { Spec } from "#lib/contract/spec.ts";

/** JSON as if it stood in a file at one place, so that the readers of catalog files can read it. */
export function specFromJson(value: JsonValue, at: Position): Spec {
  if (isList(value)) return { kind: "list", items: value.map((item) => specFromJson(item, at)), at };
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({ key, keyAt: at, value: specFromJson(item, at) }));
    return { kind: "map", entries, at };
  }
  return { kind: "scalar", text: value === null ? "" : String(value), plain: typeof value !== "string", at };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
