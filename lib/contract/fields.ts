import type { JsonObject, Position } from "#lib/contract/contract.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";
import { booleanOf, isNull, kindOf, numberOf, type Spec, type SpecEntry, type SpecMap, toJson } from "#lib/contract/spec.ts";

/** Longest texts, in characters. */
export const MAX_TEXT = 20_000;
export const MAX_SQL = 100_000;
export const MAX_LABEL = 200;
const MAX_LIST = 5_000;

export interface FieldsOptions {
  /** What the map is, for messages: `a dataset`. */
  readonly what: string;
  readonly known: readonly string[];
  /** Keys that protect data: a key that is probably one of them, misspelt, is an error and not a warning. */
  readonly protecting?: readonly string[];
}

/** Reads the keys of one map, each once, and reports what is not as it should be. An empty value counts as absent. */
export class Fields {
  readonly map: SpecMap;
  readonly log: ProblemLog;
  readonly #what: string;
  readonly #entries: ReadonlyMap<string, SpecEntry>;

  constructor(map: SpecMap, log: ProblemLog, { what, known, protecting = [] }: FieldsOptions) {
    this.map = map;
    this.log = log;
    this.#what = what;
    this.#entries = new Map(map.entries.map((entry) => [entry.key, entry]));
    for (const { key, keyAt } of map.entries) {
      if (known.includes(key) || key.startsWith("x-")) continue;
      const shown = shorten(key);
      const hint = hintNearest(key, known) ?? `Known keys: ${known.join(", ")}.`;
      if (hintNearest(key, protecting) !== null)
        log.error("TS-SPEC-001", keyAt, `'${shown}' is not a key of ${what}, and it may have been meant to protect data.`, hint);
      else log.warning("TS-SPEC-001", keyAt, `'${shown}' is not a key of ${what}.`, hint);
    }
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Of the key, or of the map when the key is absent. */
  at(key: string): Position {
    return this.#entries.get(key)?.keyAt ?? this.map.at;
  }

  /** `null` when absent or empty. */
  spec(key: string): Spec | null {
    const value = this.#entries.get(key)?.value;
    return value === undefined || isNull(value) ? null : value;
  }

  missing(key: string, hint: string | null = null, at: Position = this.map.at): void {
    this.log.error("TS-SPEC-003", this.has(key) ? this.at(key) : at, `${capital(this.#what)} needs \`${key}\`.`, hint);
  }

  wrong(key: string, spec: Spec, expected: string): null {
    this.log.error("TS-SPEC-002", spec.at, `\`${key}\` is ${kindOf(spec)}; ${expected} is expected.`);
    return null;
  }

  /** Text without space around it. Numbers and `true` count as their text. */
  text(key: string, max: number = MAX_TEXT): string | null {
    const spec = this.spec(key);
    return spec === null ? null : textOf(spec, key, max, this.log);
  }

  /** One line of text. */
  label(key: string): string | null {
    return this.text(key, MAX_LABEL)?.replace(/\s+/g, " ") ?? null;
  }

  /** A list of short texts, or a single one. Duplicates are dropped. */
  labels(key: string): readonly string[] {
    const spec = this.spec(key);
    return spec === null ? [] : labelsOf(spec, key, this.log);
  }

  number(key: string, range: { readonly min?: number; readonly max?: number } = {}): number | null {
    const spec = this.spec(key);
    if (spec === null) return null;
    const value = numberOf(spec);
    if (value === null) return this.wrong(key, spec, "a number");
    if (value < (range.min ?? Number.NEGATIVE_INFINITY) || value > (range.max ?? Number.POSITIVE_INFINITY)) {
      this.log.error("TS-SPEC-005", spec.at, `\`${key}\` must lie between ${range.min ?? "-∞"} and ${range.max ?? "∞"}.`);
      return null;
    }
    return value;
  }

  boolean(key: string): boolean | null {
    const spec = this.spec(key);
    if (spec === null) return null;
    return booleanOf(spec) ?? this.wrong(key, spec, "`true` or `false`");
  }

  oneOf<T extends string>(key: string, allowed: readonly T[]): T | null {
    const spec = this.spec(key);
    if (spec === null) return null;
    const text = textOf(spec, key, MAX_LABEL, this.log);
    if (text === null) return null;
    const found = allowed.find((value) => value === text || value === text.toLowerCase().replace(/[_ ]/g, "-"));
    if (found === undefined)
      this.log.error(
        "TS-SPEC-005",
        spec.at,
        `\`${key}\` cannot be '${shorten(text)}'.`,
        hintNearest(text, allowed) ?? `Write one of ${allowed.join(", ")}.`,
      );
    return found ?? null;
  }

  mapOf(key: string): SpecMap | null {
    const spec = this.spec(key);
    if (spec === null) return null;
    return spec.kind === "map" ? spec : this.wrong(key, spec, "a map");
  }

  items(key: string): readonly Spec[] {
    const spec = this.spec(key);
    if (spec === null) return [];
    if (spec.kind === "list") return spec.items;
    this.wrong(key, spec, "a list");
    return [];
  }

  /** A map that is kept as it is. */
  json(key: string): JsonObject {
    const map = this.mapOf(key);
    return map === null ? {} : Object.fromEntries(map.entries.map((entry) => [entry.key, toJson(entry.value)]));
  }
}

/** Text of a single value; a problem and `null` for anything else. */
export function textOf(spec: Spec, key: string, max: number, log: ProblemLog): string | null {
  if (spec.kind !== "scalar" || isNull(spec)) {
    log.error("TS-SPEC-002", spec.at, `\`${key}\` is ${kindOf(spec)}; text is expected.`);
    return null;
  }
  const text = spec.text.trim();
  if (text.length > max) {
    log.error("TS-SPEC-005", spec.at, `\`${key}\` is longer than ${max} characters.`);
    return null;
  }
  return text === "" ? null : text;
}

export function labelsOf(spec: Spec, key: string, log: ProblemLog): readonly string[] {
  if (spec.kind === "map") {
    log.error("TS-SPEC-002", spec.at, `\`${key}\` is a map; a list of texts is expected.`);
    return [];
  }
  const items = spec.kind === "list" ? spec.items : [spec];
  if (items.length > MAX_LIST) {
    log.error("TS-SPEC-005", spec.at, `\`${key}\` has more than ${MAX_LIST} entries.`);
    return [];
  }
  const labels = items.map((item) => textOf(item, key, MAX_LABEL, log)?.replace(/\s+/g, " ") ?? null);
  return [...new Set(labels.filter((label) => label !== null))];
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60).toWellFormed()}…` : text;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
