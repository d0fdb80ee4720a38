import { giveUp, isSpaceOrBreak, type PlainCursor } from "#lib/contract/plain-yaml-cursor.ts";
import type { SpecScalar } from "#lib/contract/spec.ts";

/** What a plain scalar may begin with: nothing that means something to YAML. A minus only before more text. */
const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]/;
const PLAIN_GOES_ON = /[A-Za-z0-9(/"'$<~.+]|[^\0-\x7f]/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\", "\\"],
  ['"', '"'],
  ["/", "/"],
  ["n", "\n"],
  ["t", "\t"],
]);

export function canBeginPlain(cursor: PlainCursor): boolean {
  const first = cursor.text[cursor.at] ?? "";
  return PLAIN_START.test(first) || (first === "-" && !isSpaceOrBreak(cursor.code(1)));
}

/** Text without quotes on a line of its own or behind a key, and further lines of it that are indented by more than `parent`. */
export function readPlain(cursor: PlainCursor, parent: number): SpecScalar {
  const at = cursor.position();
  if (!canBeginPlain(cursor)) giveUp();
  let { text, isOpen } = restOfLine(cursor);
  while (isOpen) {
    let empty = 0;
    if (!cursor.nextRawLine()) return { kind: "scalar", text, plain: true, at };
    cursor.skipSpaces();
    while (!cursor.isDone && cursor.at === cursor.lineEnd) {
      empty += 1;
      cursor.nextRawLine();
      cursor.skipSpaces();
    }
    if (cursor.isDone || cursor.column <= parent || cursor.isAtLineEnd()) {
      backToContent(cursor);
      return { kind: "scalar", text, plain: true, at };
    }
    if (!PLAIN_GOES_ON.test(cursor.text[cursor.at] ?? "")) giveUp();
    const more = restOfLine(cursor);
    text += (empty === 0 ? " " : "\n".repeat(empty)) + more.text;
    isOpen = more.isOpen;
  }
  cursor.nextLine();
  return { kind: "scalar", text, plain: true, at };
}

/** The rest of the line without its comment; text goes on behind a line only where no comment ended it. */
function restOfLine(cursor: PlainCursor): { text: string; isOpen: boolean } {
  const line = cursor.text.slice(cursor.at, cursor.lineEnd);
  const comment = line.indexOf(" #");
  const text = (comment === -1 ? line : line.slice(0, comment)).trimEnd();
  // Whatever looks like a key in here is for those who know all of YAML.
  if (text.endsWith(":") || text.includes(": ")) giveUp();
  return { text, isOpen: comment === -1 };
}

/** The cursor stands at the first character of some line: a comment is passed over as everywhere. */
function backToContent(cursor: PlainCursor): void {
  if (!cursor.isDone && cursor.isAtLineEnd()) cursor.nextLine();
  else cursor.checkMark();
}

/** `'…'` or `"…"`; the cursor ends behind the closing quote. @param parent lines that go on are indented by more than this */
export function readQuoted(cursor: PlainCursor, parent: number): SpecScalar {
  const at = cursor.position();
  const quote = cursor.text[cursor.at] ?? "";
  cursor.at += 1;
  let text = "";
  let empty = -1;
  for (;;) {
    const part = quote === "'" ? readSingle(cursor) : readDouble(cursor);
    const inner = empty >= 0 ? part.text.trimStart() : part.text;
    const line = part.isClosed ? inner : inner.trimEnd();
    if (empty >= 0) text += empty === 0 ? " " : "\n".repeat(empty);
    text += line;
    if (part.isClosed) return { kind: "scalar", text, plain: false, at };
    // An escaped space or break beside a fold is not plain.
    if (quote === '"' && part.hasEscape) giveUp();
    empty = -1;
    do {
      empty += 1;
      if (!cursor.nextRawLine()) giveUp();
      cursor.skipSpaces();
    } while (cursor.at === cursor.lineEnd && !cursor.isDone);
    if (cursor.isDone || cursor.column <= parent) giveUp();
  }
}

interface QuotedPart {
  readonly text: string;
  readonly isClosed: boolean;
  readonly hasEscape: boolean;
}

function readSingle(cursor: PlainCursor): QuotedPart {
  const { text: source, at: start, lineEnd } = cursor;
  let close = start;
  let hasEscape = false;
  for (;;) {
    close = source.indexOf("'", close);
    if (close === -1 || close >= lineEnd) break;
    if (source[close + 1] !== "'") break;
    hasEscape = true;
    close += 2;
  }
  const isClosed = close !== -1 && close < lineEnd;
  const end = isClosed ? close : lineEnd;
  cursor.at = isClosed ? end + 1 : end;
  const text = source.slice(start, end);
  return { text: hasEscape ? text.replaceAll("''", "'") : text, isClosed, hasEscape };
}

function readDouble(cursor: PlainCursor): QuotedPart {
  const { text: source, lineEnd } = cursor;
  let text = "";
  let from = cursor.at;
  for (let index = from; index < lineEnd; index += 1) {
    const character = source[index];
    if (character === '"') {
      cursor.at = index + 1;
      return { text: text + source.slice(from, index), isClosed: true, hasEscape: text !== "" };
    }
    if (character !== "\\") continue;
    const meant = ESCAPES.get(source[index + 1] ?? "") ?? giveUp();
    text += source.slice(from, index) + meant;
    index += 1;
    from = index + 1;
  }
  const hasEscape = text !== "";
  text += source.slice(from, lineEnd);
  cursor.at = lineEnd;
  return { text, isClosed: false, hasEscape };
}
