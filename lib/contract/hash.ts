import { createHash } from "node:crypto";

/** Kept as somebody wrote them: a key `position` in there is their word, not our bookkeeping. */
const VERBATIM = new Set(["custom", "odcs"]);

/** JSON with sorted keys and without our positions: the same for the same meaning, wherever it is written. */
export function canonicalJson(value: unknown, verbatim = false): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  // Plain loops: with 10,000 datasets this runs over a hundred megabytes.
  let json = "";
  if (Array.isArray(value)) {
    for (const item of value) json += `${json === "" ? "" : ","}${canonicalJson(item, verbatim)}`;
    return `[${json}]`;
  }
  const record: Readonly<Record<string, unknown>> = Object.assign(Object.create(null), value);
  for (const key of Object.keys(record).sort()) {
    const part = record[key];
    if (part === undefined || (key === "position" && !verbatim)) continue;
    json += `${json === "" ? "" : ","}${JSON.stringify(key)}:${canonicalJson(part, verbatim || VERBATIM.has(key))}`;
  }
  return `{${json}}`;
}

/** SHA-256 of the canonical JSON, 64 hexadecimal digits. */
export function hashOf(value: object): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}
