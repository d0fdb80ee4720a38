import { hash } from "node:crypto";

/** Kept as somebody wrote them: a key `position` in there is their word, not our bookkeeping. */
const VERBATIM = new Set(["custom", "odcs"]);

/** The keys of an object in order, each as JSON with its colon. */
interface Shape {
  readonly keys: readonly string[];
  readonly sorted: readonly (readonly [key: string, json: string])[];
}

/** Objects of one kind have the same keys in the same order, so sorting them once is enough. One list for each number of keys. */
const shapes = new Map<number, Shape[]>();
/** Maps of names can be of any shape; no more than these are remembered. */
const MAX_SHAPES = 50;

/** JSON with sorted keys and without our positions: the same for the same meaning, wherever it is written. */
export function canonicalJson(value: unknown, verbatim = false): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || value === undefined) return "null";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  // Plain loops: with 10,000 datasets this runs over a hundred megabytes.
  let json = "";
  if (Array.isArray(value)) {
    for (const item of value) json += json === "" ? canonicalJson(item, verbatim) : `,${canonicalJson(item, verbatim)}`;
    return `[${json}]`;
  }
  for (const [key, name] of sortedKeys(value)) {
    const part = value[key];
    if (part === undefined || (key === "position" && !verbatim)) continue;
    json += (json === "" ? name : `,${name}`) + canonicalJson(part, verbatim || VERBATIM.has(key));
  }
  return `{${json}}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function sortedKeys(value: object): Shape["sorted"] {
  const keys = Object.keys(value);
  const known = shapes.get(keys.length) ?? [];
  for (const shape of known) if (shape.keys.every((key, at) => key === keys[at])) return shape.sorted;
  const sorted = keys.toSorted().map((key) => [key, `${JSON.stringify(key)}:`] as const);
  if (known.length < MAX_SHAPES) shapes.set(keys.length, [...known, { keys, sorted }]);
  return sorted;
}

/** SHA-256 of the canonical JSON, 64 hexadecimal digits. */
export function hashOf(value: object): string {
  return hash("sha256", canonicalJson(value), "hex");
}
