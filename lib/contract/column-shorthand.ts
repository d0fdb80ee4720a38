import { parseConstraint } from "#lib/contract/column-constraint.ts";
import { type ColumnTraits, isImpossible } from "#lib/contract/column-traits.ts";
import { findLogicalType, NESTING_TYPES } from "#lib/contract/logical-type.ts";
import { findClosing, isQuoted, splitOutside } from "#lib/contract/scan.ts";

export type ShorthandReading =
  | {
      readonly ok: true;
      readonly traits: ColumnTraits /** Constraints that were not understood, with a hint. */;
      readonly unknown: readonly { readonly text: string; readonly hint: string }[];
    }
  | { readonly ok: false; readonly reason: string };

/** Type and constraints are at most this long; a description may be longer. */
const MAX_HEAD = 500;
const WORDS = /^[A-Za-z_][\w.]*(?: +[A-Za-z_][\w.]*)*/;
const SIZE = /^\(\s*\d{1,9}\s*(?:,\s*-?\d{1,9}\s*)?\)$/;
const ZONE_WORDS = /^ *(?:with(?:out)?(?: local)? time zone|unsigned|varying(?= *\())/i;

/** A shorthand taken apart, not yet understood: `DECIMAL(12,2)`, [`FK -> a.b`, `>= 0`], `in euros`. */
export interface ShorthandParts {
  readonly type: string;
  readonly constraints: readonly string[];
  /** Empty when there is none. */
  readonly description: string;
}

/** `TYPE[(n[,m])] [ (constraint[, constraint]…) ]… [ -- description ]` → its parts, or what is wrong with it. */
export function splitColumnShorthand(text: string): ShorthandParts | { readonly reason: string } {
  const { head, description } = splitDescription(text.trim());
  if (head.length > MAX_HEAD) return { reason: `is longer than ${MAX_HEAD} characters` };
  const typed = readType(head);
  if (typed === null) return { reason: "does not begin with a type" };
  const groups = readGroups(typed.rest);
  if (groups === null) return { reason: "has text outside round brackets after its type" };
  return { type: typed.type, constraints: groups.flatMap(constraintsOf), description };
}

/** What a shorthand says. */
export function parseColumnShorthand(text: string): ShorthandReading {
  const parts = splitColumnShorthand(text);
  if ("reason" in parts) return { ok: false, reason: parts.reason };
  const { type, constraints, description } = parts;
  let traits: ColumnTraits = { type, logicalType: findLogicalType(type), ...(description === "" ? {} : { description }) };
  const unknown: { text: string; hint: string }[] = [];
  for (const constraint of constraints) {
    const reading = parseConstraint(constraint);
    if (!reading.ok) unknown.push({ text: constraint, hint: reading.hint });
    else if (contradicts(traits, reading.traits))
      unknown.push({ text: constraint, hint: "Another constraint of this column says otherwise." });
    else traits = { ...traits, ...reading.traits };
  }
  return { ok: true, traits, unknown };
}

/** Parts of one bracket; `'a', 'b'` is one list of values, as in SQL. */
function constraintsOf(group: string): string[] {
  const parts: string[] = [];
  let quoted = false;
  for (const part of splitOutside(group, ",").filter((text) => text !== "")) {
    const last = parts.at(-1);
    if (quoted && last !== undefined && isQuoted(part)) parts[parts.length - 1] = `${last}|${part}`;
    else parts.push(part);
    quoted = isQuoted(part);
  }
  return parts;
}

function contradicts(said: ColumnTraits, more: Partial<ColumnTraits>): boolean {
  const before: Readonly<Record<string, unknown>> = { ...said };
  if (Object.entries(more).some(([key, value]) => before[key] !== undefined && JSON.stringify(before[key]) !== JSON.stringify(value)))
    return true;
  return isImpossible({ ...said, ...more });
}

/** ` -- `, ` # ` or ` — ` outside round brackets starts the description. */
function splitDescription(text: string): { head: string; description: string } {
  const start = text.slice(0, MAX_HEAD + 20);
  let from = 0;
  for (;;) {
    const bracket = start.indexOf("(", from);
    const match = /\s(?:--|#|—)(?:\s|$)/.exec(start.slice(from));
    if (match === null) break;
    const at = from + match.index;
    if (bracket === -1 || at < bracket) return { head: text.slice(0, at).trim(), description: text.slice(at + match[0].length).trim() };
    const close = findClosing(start, bracket);
    if (close === -1) break;
    from = close + 1;
  }
  return { head: text, description: "" };
}

function readType(head: string): { type: string; rest: string } | null {
  const words = WORDS.exec(head)?.[0];
  if (words === undefined) return null;
  let end = words.length;
  const skipSpace = () => {
    while (head[end] === " ") end += 1;
  };
  if (head[end] === "<") {
    const close = findClosing(head, end);
    if (close === -1) return null;
    end = close + 1;
  }
  const afterWords = end;
  skipSpace();
  if (head[end] === "(") {
    const close = findClosing(head, end);
    const group = close === -1 ? "" : head.slice(end, close + 1);
    const nested = NESTING_TYPES.has(words.toLowerCase()) && end === afterWords;
    end = close !== -1 && (SIZE.test(group) || nested) ? close + 1 : afterWords;
  } else end = afterWords;
  const more = ZONE_WORDS.exec(head.slice(end))?.[0];
  if (more !== undefined) end += more.length;
  for (let brackets = /^\[\d{0,9}\]/.exec(head.slice(end)); brackets !== null; brackets = /^\[\d{0,9}\]/.exec(head.slice(end)))
    end += brackets[0].length;
  return { type: tidyType(head.slice(0, end)), rest: head.slice(end) };
}

/** `DECIMAL ( 12, 2 )` → `DECIMAL(12,2)`; the rest stays as written. */
function tidyType(type: string): string {
  return type
    .trim()
    .replace(/ *\( *(\d+) *\)/g, "($1)")
    .replace(/ *\( *(\d+) *, *(-?\d+) *\)/g, "($1,$2)");
}

function readGroups(text: string): string[] | null {
  const groups: string[] = [];
  let index = 0;
  for (;;) {
    while (text[index] === " " || text[index] === "\t" || text[index] === "\n") index += 1;
    if (index >= text.length) return groups;
    if (text[index] !== "(") return null;
    const close = findClosing(text, index);
    if (close === -1) return null;
    groups.push(text.slice(index + 1, close).trim());
    index = close + 1;
  }
}
