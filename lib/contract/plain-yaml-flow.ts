import { giveUp, isSpaceOrBreak, type PlainCursor } from "#lib/contract/plain-yaml-cursor.ts";
import { canBeginPlain, readQuoted } from "#lib/contract/plain-yaml-scalar.ts";
import type { Spec, SpecScalar } from "#lib/contract/spec.ts";
import { EntriesBuilder } from "#lib/contract/spec-entries.ts";

const COMMA = 44;
const COLON = 58;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
const ENDS: ReadonlySet<number> = new Set([COMMA, OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP]);

/** `[…]` or `{…}`, also over several lines that are indented by more than `parent`. The cursor ends behind the closing bracket. */
export function readFlow(cursor: PlainCursor, parent: number, depth: number, maxDepth: number): Spec {
  if (depth > maxDepth) giveUp();
  const at = cursor.position();
  const isMap = cursor.code() === OPEN_MAP;
  const close = isMap ? CLOSE_MAP : CLOSE_LIST;
  const items: Spec[] = [];
  const entries = new EntriesBuilder();
  cursor.at += 1;
  for (;;) {
    skipSpace(cursor, parent);
    if (cursor.code() === close) break;
    if (isMap) {
      const key = readScalar(cursor, parent, true);
      if (cursor.code() !== COLON || !isSpaceOrBreak(cursor.code(1))) giveUp();
      cursor.at += 1;
      skipSpace(cursor, parent);
      if (!entries.add(key, readItem(cursor, parent, depth, maxDepth))) giveUp();
    } else items.push(readItem(cursor, parent, depth, maxDepth));
    skipSpace(cursor, parent);
    if (cursor.code() === COMMA) cursor.at += 1;
    else if (cursor.code() !== close) giveUp();
  }
  cursor.at += 1;
  return isMap ? { kind: "map", entries: entries.list, at } : { kind: "list", items, at };
}

function readItem(cursor: PlainCursor, parent: number, depth: number, maxDepth: number): Spec {
  const code = cursor.code();
  if (depth >= maxDepth) giveUp();
  return code === OPEN_LIST || code === OPEN_MAP ? readFlow(cursor, parent, depth + 1, maxDepth) : readScalar(cursor, parent, false);
}

function readScalar(cursor: PlainCursor, parent: number, isKey: boolean): SpecScalar {
  const first = cursor.text[cursor.at];
  if (first === '"' || first === "'") {
    const line = cursor.lineEnd;
    const quoted = readQuoted(cursor, parent);
    if (isKey && cursor.lineEnd !== line) giveUp();
    return quoted;
  }
  const at = cursor.position();
  if (!canBeginPlain(cursor) || (first === "-" && ENDS.has(cursor.code(1)))) giveUp();
  const start = cursor.at;
  while (cursor.at < cursor.lineEnd && !ENDS.has(cursor.code())) {
    const code = cursor.code();
    if (code === COLON && (isSpaceOrBreak(cursor.code(1)) || ENDS.has(cursor.code(1)))) {
      if (!isKey) giveUp();
      break;
    }
    if (cursor.isAtLineEnd()) break;
    cursor.at += 1;
  }
  const written = cursor.text.slice(start, cursor.at);
  const text = written.trimEnd();
  if (isKey && text !== written) giveUp();
  return { kind: "scalar", text, plain: true, at };
}

/** Over spaces, comments and ends of lines. */
function skipSpace(cursor: PlainCursor, parent: number): void {
  cursor.skipSpaces();
  if (!cursor.isAtLineEnd()) return;
  cursor.nextLine();
  if (cursor.isDone || cursor.column <= parent) giveUp();
}
