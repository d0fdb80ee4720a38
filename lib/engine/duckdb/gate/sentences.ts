/** What the engine's parser says, in one sentence for a reader. */
import type { Parsed } from "#lib/engine/duckdb/gate/parse.ts";
import { offsetOfCodePoint } from "#lib/engine/duckdb/gate/place.ts";
import { firstWord, secondStatement, type Token, tokensOf } from "#lib/engine/duckdb/gate/tokens.ts";
import type { Analyzed } from "#lib/engine/guarded-sql.ts";

type Refused = Extract<Analyzed, { kind: "refused" }>;
type Failed = Extract<Parsed, { kind: "failed" }>;

const WHAT_IT_DOES: readonly (readonly [words: string, does: string])[] = [
  ["alter create drop", "changes what there is"],
  ["delete insert merge replace truncate update upsert", "changes data"],
  ["copy export import", "moves data in or out"],
  ["attach detach use", "changes which databases there are"],
  ["force install load", "loads program code"],
  ["pragma reset set", "changes settings"],
  ["call", "runs a procedure"],
  ["abort begin commit end rollback start transaction", "controls a transaction"],
  ["deallocate execute prepare", "prepares another statement"],
  ["analyze checkpoint comment vacuum", "maintains a database"],
  ["explain", "shows a plan, for which there is a switch of its own"],
];

/** For a text that the parser did not give back. */
export function parserRefusal(text: string, failed: Failed): Refused {
  if (failed.error === "not implemented") return notReading(text);
  const at = offsetOfCodePoint(text, failed.position);
  if (/depth limit|memory exhausted/i.test(failed.message)) {
    return { kind: "refused", reason: "The statement is nested too deeply.", at, syntax: false };
  }
  if (/at end of input/i.test(failed.message)) {
    return { kind: "refused", reason: "The statement ends too early.", at: text.trimEnd().length, syntax: true };
  }
  const known = KNOWN.find(([pattern]) => pattern.test(failed.message));
  if (known !== undefined) return { kind: "refused", reason: known[1], at: at ?? wordAt(text, known[2]), syntax: known[3] };
  const near = nearOf(failed.message);
  if (near !== undefined) {
    return { kind: "refused", reason: `The statement cannot be understood at ${clip(near)}.`, at, syntax: true };
  }
  return { kind: "refused", reason: `The statement cannot be understood: ${oneLine(failed.message)}.`, at, syntax: true };
}

const KNOWN: readonly (readonly [pattern: RegExp, reason: string, word: string, syntax: boolean])[] = [
  [/unterminated quoted string/i, "A text is opened with ' and not closed.", "", true],
  [/unterminated quoted identifier/i, 'A name is opened with " and not closed.', "", true],
  [/unterminated dollar-quoted/i, "A text is opened with $ and not closed.", "", true],
  [/unterminated \/\* comment/i, "A comment is opened with /* and not closed.", "", true],
  [/zero-length delimited identifier/i, 'A name in "" is empty.', "", true],
  [/CTE needs a SELECT/i, "WITH can only name parts that read: a SELECT, and nothing that changes data.", "with", false],
  [/locking clause/i, "A statement that only reads cannot lock rows: leave out FOR UPDATE or FOR SHARE.", "for", false],
  [/SELECT INTO/i, "SELECT INTO writes a table; a statement may only read.", "into", false],
];

function notReading(text: string): Refused {
  const second = secondStatement(text);
  if (second !== null) return onlyOne(second.at);
  const first = statementWord(text);
  const pivot = [...tokensOf(text)].find(({ text: word }) => /^pivot(_wider)?$/i.test(word));
  const word = first?.text.toUpperCase() ?? "";
  const does = WHAT_IT_DOES.find(([words]) => words.split(" ").includes(word.toLowerCase()))?.[1];
  if (does !== undefined) {
    return { kind: "refused", reason: `${word} ${does}; a statement may only read.`, at: first?.at ?? null, syntax: false };
  }
  if (pivot !== undefined) {
    const reason = "PIVOT without its values needs two statements: list them, as in PIVOT … ON city IN ('Bern', 'Rome') USING sum(amount).";
    return { kind: "refused", reason, at: pivot.at, syntax: false };
  }
  return { kind: "refused", reason: "Only one SELECT may be run, and this is something else.", at: first?.at ?? 0, syntax: false };
}

/** The word that says what a statement does. Behind WITH it comes later. */
function statementWord(text: string): Token | null {
  const first = firstWord(text);
  if (first?.text.toLowerCase() !== "with") return first;
  return [...tokensOf(text)].find(({ text: word }) => /^(delete|insert|merge|update)$/i.test(word)) ?? first;
}

export function onlyOne(at: number | null): Refused {
  return { kind: "refused", reason: "Only one statement may be run at a time, and a second one begins here.", at, syntax: false };
}

function wordAt(text: string, word: string): number | null {
  if (word === "") return null;
  return [...tokensOf(text)].find((token) => token.text.toLowerCase() === word)?.at ?? null;
}

/** The text between the quotes of `… at or near "…"`. */
function nearOf(message: string): string | undefined {
  const start = message.indexOf(NEAR);
  return start === -1 || !message.endsWith('"') || message.length <= start + NEAR.length
    ? undefined
    : message.slice(start + NEAR.length, -1);
}

const NEAR = 'at or near "';

function oneLine(message: string): string {
  return clip(message.split("\n", 1)[0] ?? "").replace(/[.!\s]+$/, "");
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
