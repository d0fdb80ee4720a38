import type { ChangeLevel, ContractChange } from "#lib/contract/change.ts";
import { CHANGE_KINDS, type ChangeKind } from "#lib/contract/change-kinds.ts";
import type { JsonValue } from "#lib/contract/contract.ts";

const CHANGE_LEVELS = ["breaking", "additive", "editorial"] as const satisfies readonly ChangeLevel[];

/** What was and what is. Objects are taken as JSON, without our positions. */
export interface Sides {
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Collects the changes of one contract, in its order. */
export class ChangeList {
  readonly #changes: ContractChange[] = [];

  get size(): number {
    return this.#changes.length;
  }

  add(kind: ChangeKind, message: string, { before = null, after = null }: Sides = {}, column: string | null = null): void {
    this.#changes.push({ level: CHANGE_KINDS[kind][0], kind, column, message, before: shown(before), after: shown(after) });
  }

  /** Worst first, else as they were added. */
  sorted(): readonly ContractChange[] {
    return CHANGE_LEVELS.flatMap((level) => this.#changes.filter((change) => change.level === level));
  }
}

/** Adds a change of one column. */
export type AddChange = (kind: ChangeKind, message: string, sides?: Sides) => void;

/** The worst level there is; `null` for no changes. */
export function worstLevel(changes: readonly Pick<ContractChange, "level">[]): ChangeLevel | null {
  return CHANGE_LEVELS.find((level) => changes.some((change) => change.level === level)) ?? null;
}

/**
 * A name or value inside a sentence, in backticks. It comes from a file that anyone may have written: no backtick, line break or
 * control character of it gets into the sentence.
 */
export function tick(value: string | number | null): string {
  const text = String(value ?? "nothing")
    .slice(0, 400)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/g, " ")
    .replaceAll("`", "'")
    .trim();
  return `\`${text === "" ? " " : clip(text, 80)}\``;
}

/** `a`, `b` and 3 more. */
export function tickList(names: readonly string[], most = 5): string {
  const ticked = names.slice(0, names.length > most + 1 ? most : names.length).map(tick);
  if (names.length > ticked.length) return `${ticked.join(", ")} and ${names.length - ticked.length} more`;
  return ticked.length < 2 ? ticked.join("") : `${ticked.slice(0, -1).join(", ")} and ${ticked.at(-1)}`;
}

const MAX_TEXT = 500;
const MAX_ITEMS = 50;
const MAX_DEPTH = 4;

/** As the contract says it, cut where it is long: the whole of it is in the versions themselves. */
function shown(value: unknown, depth = 0): JsonValue {
  if (typeof value === "string") return clip(value, MAX_TEXT);
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "object" || value === null) return null;
  if (depth >= MAX_DEPTH) return "…";
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => shown(item, depth + 1));
    return value.length > MAX_ITEMS ? [...items, `… ${value.length - MAX_ITEMS} more`] : items;
  }
  const entries = Object.entries(value).filter(([key, item]) => item !== undefined && !(key === "position" && isPosition(item)));
  return Object.fromEntries(entries.slice(0, MAX_ITEMS).map(([key, item]) => [clip(key, MAX_TEXT), shown(item, depth + 1)]));
}

const isPosition = (item: unknown) => typeof item === "object" && item !== null && "file" in item && "line" in item && "column" in item;

const clip = (text: string, max: number) => (text.length > max ? `${text.slice(0, max - 1).toWellFormed()}…` : text);
