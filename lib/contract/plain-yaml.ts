import { readBlockScalar } from "#lib/contract/plain-yaml-block-scalar.ts";
import { giveUp, isSpaceOrBreak, NotPlain, PlainCursor } from "#lib/contract/plain-yaml-cursor.ts";
import { readFlow } from "#lib/contract/plain-yaml-flow.ts";
import { readPlain, readQuoted } from "#lib/contract/plain-yaml-scalar.ts";
import type { Spec, SpecMap, SpecScalar } from "#lib/contract/spec.ts";
import { EntriesBuilder } from "#lib/contract/spec-entries.ts";

const MAX_DEPTH = 60;
const DASH = 45;
const KEY = /(?:([A-Za-z0-9_][\w.$/-]*(?: [\w.$/-]+)*)|"([^"\\\n]+)"|'([^'\n]+)'):(?=[ \n]|$)/y;

/**
 * The tree of a file in the plain part of YAML that nearly every catalog is written in: maps and lists by indentation, text with and
 * without quotes, blocks of text, brackets. `null` for all else (anchors, tags, tabs, several documents, mistakes): the library
 * reads those. What is read here is the very tree that the library gives, an order of magnitude sooner.
 */
export function readPlainYaml(file: string, text: string): SpecMap | null {
  const lines = text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
  if (/[^\P{Cc}\n]|\uFEFF/u.test(lines) || !lines.isWellFormed()) return null;
  try {
    const cursor = new PlainCursor(file, lines);
    if (cursor.isDone || cursor.column !== 0 || !isKey(cursor)) return null;
    const root = readMap(cursor, 1);
    return cursor.isDone ? root : null;
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
}

/** The node that begins at the cursor, and all lines that belong to it. */
function readNode(cursor: PlainCursor, parent: number, depth: number): Spec {
  if (depth > MAX_DEPTH) giveUp();
  if (isDash(cursor)) return readList(cursor, depth);
  if (isKey(cursor)) return readMap(cursor, depth);
  return readInline(cursor, parent, depth);
}

/** What stands behind a key or a dash: a block of text, brackets, or text. */
function readInline(cursor: PlainCursor, parent: number, depth: number): Spec {
  const first = cursor.text[cursor.at];
  if (first === "|" || first === ">") return readBlockScalar(cursor, parent);
  if (first !== "[" && first !== "{" && first !== '"' && first !== "'") return readPlain(cursor, parent);
  const spec = first === "[" || first === "{" ? readFlow(cursor, parent, depth, MAX_DEPTH) : readQuoted(cursor, parent);
  cursor.finishLine();
  return spec;
}

function readMap(cursor: PlainCursor, depth: number): SpecMap {
  const at = cursor.position();
  const indent = cursor.column;
  const entries = new EntriesBuilder();
  if (depth >= MAX_DEPTH) giveUp();
  do {
    const key = readKey(cursor);
    cursor.skipSpaces();
    if (!entries.add(key, cursor.isAtLineEnd() ? readBelow(cursor, indent, depth + 1) : readInline(cursor, indent, depth + 1))) giveUp();
  } while (!cursor.isDone && cursor.column === indent);
  if (!cursor.isDone && cursor.column > indent) giveUp();
  return { kind: "map", entries: entries.list, at };
}

/** The value of a key with nothing behind it. A list may stand as far left as its key. */
function readBelow(cursor: PlainCursor, indent: number, depth: number): Spec {
  const at = cursor.position();
  cursor.nextLine();
  if (!cursor.isDone && cursor.column > indent) return readNode(cursor, indent, depth);
  if (!cursor.isDone && cursor.column === indent && isDash(cursor)) return readList(cursor, depth);
  return { kind: "scalar", text: "", plain: true, at };
}

function readList(cursor: PlainCursor, depth: number): Spec {
  const at = cursor.position();
  const indent = cursor.column;
  const items: Spec[] = [];
  if (depth >= MAX_DEPTH) giveUp();
  do {
    cursor.at += 1;
    cursor.skipSpaces();
    if (cursor.isAtLineEnd()) {
      cursor.nextLine();
      if (cursor.isDone || cursor.column <= indent) giveUp();
    }
    items.push(readNode(cursor, indent, depth + 1));
  } while (!cursor.isDone && cursor.column === indent && isDash(cursor));
  if (!cursor.isDone && cursor.column > indent) giveUp();
  return { kind: "list", items, at };
}

function readKey(cursor: PlainCursor): SpecScalar {
  const at = cursor.position();
  KEY.lastIndex = cursor.at;
  const [whole, plain, double, single] = KEY.exec(cursor.text) ?? giveUp();
  // Longer keys are a mistake.
  if (whole.length > 1000) giveUp();
  cursor.at += whole.length;
  return { kind: "scalar", text: plain ?? double ?? single ?? "", plain: plain !== undefined, at };
}

function isKey(cursor: PlainCursor): boolean {
  KEY.lastIndex = cursor.at;
  return KEY.test(cursor.text);
}

function isDash(cursor: PlainCursor): boolean {
  return cursor.code() === DASH && isSpaceOrBreak(cursor.code(1));
}
