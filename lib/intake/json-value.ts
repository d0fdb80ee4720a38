import type { JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { cleanText } from "#lib/intake/clean-text.ts";

const MAX_DEPTH = 12;
const MAX_ITEMS = 500;

/** Values of another tool's file as they may stand below `custom:`: bounded, and without what YAML cannot hold. */
function toJsonValue(value: unknown, depth = 0): JsonValue {
  if (typeof value === "string") return cleanText(value) ?? "";
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (typeof value !== "object" || value === null || depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => toJsonValue(item, depth + 1));
  return toJsonObject(value, depth);
}

/** Without empty values. Keys stay in their order. */
export function toJsonObject(value: object, depth = 0): JsonObject {
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MAX_ITEMS)
      .map(([key, item]) => [cleanText(key, 200) ?? "", toJsonValue(item, depth + 1)] as const)
      .filter(([key, item]) => key !== "" && item !== null && item !== ""),
  );
}
