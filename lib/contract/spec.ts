import type { JsonValue, Position } from "#lib/contract/contract.ts";

/**
 * What a catalog file says, before it is understood: text with positions. Scalars stay text (`98%`, `1.10`, `24h` and `007` keep
 * their spelling); the reader of a field decides what the text means there.
 */
export interface SpecScalar {
  readonly kind: "scalar";
  readonly text: string;
  /** Written without quotes, so that `null`, `true` and `3` may mean more than their text. */
  readonly plain: boolean;
  readonly at: Position;
}

export interface SpecList {
  readonly kind: "list";
  readonly items: readonly Spec[];
  readonly at: Position;
}

export interface SpecEntry {
  readonly key: string;
  readonly keyAt: Position;
  readonly value: Spec;
}

export interface SpecMap {
  readonly kind: "map";
  /** Keys are unique, in file order. */
  readonly entries: readonly SpecEntry[];
  readonly at: Position;
}

export type Spec = SpecScalar | SpecList | SpecMap;

const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** `name:` with nothing behind it, `~` or `null`. */
export function isNull(spec: Spec): boolean {
  return spec.kind === "scalar" && spec.plain && /^(?:|~|null|Null|NULL)$/.test(spec.text);
}

/** A finite decimal number, quoted or not; `null` for anything else (`.inf`, `0x1F` and `1_000` too). */
export function numberOf(spec: Spec): number | null {
  if (spec.kind !== "scalar" || spec.text.length > 40 || !NUMBER.test(spec.text)) return null;
  const value = Number(spec.text);
  if (!Number.isFinite(value)) return null;
  // JSON knows no -0.
  return value === 0 ? 0 : value;
}

export function booleanOf(spec: Spec): boolean | null {
  if (spec.kind !== "scalar") return null;
  if (/^(?:true|True|TRUE)$/.test(spec.text)) return true;
  return /^(?:false|False|FALSE)$/.test(spec.text) ? false : null;
}

/** As JSON, for parts that are kept as they are. Integers beyond 2^53 stay text, so that no digit is lost. */
export function toJson(spec: Spec): JsonValue {
  switch (spec.kind) {
    case "list":
      return spec.items.map(toJson);
    case "map":
      return Object.fromEntries(spec.entries.map(({ key, value }) => [key, toJson(value)]));
    case "scalar":
      return scalarToJson(spec);
  }
}

function scalarToJson(spec: SpecScalar): JsonValue {
  if (!spec.plain) return spec.text;
  if (isNull(spec)) return null;
  const truth = booleanOf(spec);
  if (truth !== null) return truth;
  const number = numberOf(spec);
  return number === null || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? spec.text : number;
}

/** For messages: what somebody wrote there. */
export function kindOf(spec: Spec): string {
  if (isNull(spec)) return "nothing";
  return { scalar: "a single value", list: "a list", map: "a map" }[spec.kind];
}

export function entryOf(spec: Spec, key: string): SpecEntry | undefined {
  return spec.kind === "map" ? spec.entries.find((entry) => entry.key === key) : undefined;
}
