import type { JsonObject, JsonValue } from "#lib/contract/contract.ts";

/** `{key: value}`, or nothing when there is no value: for spreading. */
export function some(key: string, value: JsonValue | null | undefined): JsonObject {
  return value === null || value === undefined ? {} : { [key]: value };
}
