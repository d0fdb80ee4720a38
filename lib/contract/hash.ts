import { createHash } from "node:crypto";

/** Kept as somebody wrote them: a key `position` in there is their word, not our bookkeeping. */
const VERBATIM = new Set(["custom", "odcs"]);

/** JSON with sorted keys and without our positions: the same for the same meaning, wherever it is written. */
export function canonicalJson(value: unknown, verbatim = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item, verbatim)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const parts = Object.entries(value)
    .filter(([key, part]) => part !== undefined && (verbatim || key !== "position"))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part, verbatim || VERBATIM.has(key))}`);
  return `{${parts.join(",")}}`;
}

/** SHA-256 of the canonical JSON, 64 hexadecimal digits. */
export function hashOf(value: object): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
