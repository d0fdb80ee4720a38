import type { ContractChange } from "#lib/contract/change.ts";
import { CHANGE_KINDS } from "#lib/contract/change-kinds.ts";
import type { JsonValue } from "#lib/contract/contract.ts";

export interface ChangeReaderView {
  /** Whether a value may be told: it names no column that this reader may not know of. */
  readonly namesNoColumn: (value: unknown) => boolean;
  /** Whether a value may be told: it names no dataset that this reader may not know of. */
  readonly namesNoDataset: (value: unknown) => boolean;
  /** The same where the dataset's own columns are no datasets. */
  readonly namesNoRelation: (value: unknown) => boolean;
  /** The reader may read the dataset's rows, and so know where they lie. */
  readonly readsRows: boolean;
  /** Nothing is hidden from the reader, so nothing can be hidden in what a long text was cut of. */
  readonly seesAll: boolean;
}

/** For people only: the change says so, and what it was is no promise. */
const WORDS = /^(?:title|description|domain|owner|tier|tags|terms|docs)\.|^column\.(?:described|term|classified)$/;
/** Names of datasets, whatever the own columns are called. */
const REFERENCES = /^(?:name|alias|replacement|reference|lineage)\./;
/** Never told on pages: what limits rows, and what Touchstone only keeps. */
const KEPT = /^(?:row-policy|custom|odcs)\./;

/**
 * One change of a contract as this reader may know it; `null` when it must be left out. A change that concerns a hidden column is left
 * out, words of it too. One that names a hidden dataset keeps its level, because it may break the reader, and says only its kind.
 */
export function changeForReader(change: ContractChange, view: ChangeReaderView): ContractChange | null {
  const { kind, column, before, after } = change;
  if (KEPT.test(kind) || (kind.startsWith("source.") && !view.readsRows)) return withoutNames(change);
  const message = withoutCutWords(change.message);
  if (!view.namesNoColumn([column, message])) return null;
  const told = { ...change, message };
  const isTold = view.namesNoColumn([before, after]);
  if (!isTold && !WORDS.test(kind)) return null;
  const namesNone = (named: readonly NamedValue[]) =>
    named.every(({ value, references }) => (references ? view.namesNoDataset : view.namesNoRelation)(value));
  const inWords = { ...told, before: null, after: null };
  if (!namesNone(namesOf(told))) {
    // An example that reads a hidden dataset is not on the page either.
    if (kind.startsWith("example.")) return null;
    return namesNone(namesOf(inWords)) ? inWords : withoutNames(change);
  }
  return isTold && (view.seesAll || !isCut([before, after])) ? told : inWords;
}

/** What a change says that could be the name of a dataset. Allowed values that happen to be one are none. */
export function namesOf({ kind, message, before, after }: ContractChange): readonly NamedValue[] {
  if (kind.startsWith("values.")) return [];
  const references = REFERENCES.test(kind);
  const targets = kind.startsWith("check.") ? [before, after].flatMap(targetOf) : [];
  return [{ value: [message, before, after], references }, ...targets.map((value) => ({ value, references: true }))];
}

interface NamedValue {
  readonly value: unknown;
  /** All names in it are of datasets. */
  readonly references: boolean;
}

/** Where a check of relationships points to. */
function targetOf(side: JsonValue): readonly JsonValue[] {
  const params = fieldOf(side, "params");
  const to = params === null ? null : fieldOf(params, "to");
  return to === null ? [] : [to];
}

function fieldOf(value: JsonValue, name: string): JsonValue | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  return Object.entries(value).find(([key]) => key === name)?.[1] ?? null;
}

/** The kind of change in words that name nothing but an own column. A kind of another version of Touchstone has no words here. */
function withoutNames({ level, kind, column }: ContractChange): ContractChange | null {
  const words = Object.entries(CHANGE_KINDS).find(([known]) => known === kind)?.[1][1];
  if (words === undefined) return null;
  const message = column === null ? words : `\`${column.replaceAll("`", "'")}\`: ${words}`;
  return { level, kind, column, message, before: null, after: null };
}

/** Where a long text was cut, half a word may stand that no look-up finds. */
function withoutCutWords(message: string): string {
  return message.replaceAll(/`([^`]{60,}?)[\p{L}\p{N}_.-]*…`/gu, "`$1…`");
}

/** Nobody knows what stood behind the cut. */
function isCut(value: JsonValue): boolean {
  if (typeof value === "string") return value.length >= 60 && value.endsWith("…");
  return typeof value === "object" && value !== null && Object.entries(value).some(([key, item]) => isCut(key) || isCut(item));
}
