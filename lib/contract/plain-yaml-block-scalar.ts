import { giveUp, type PlainCursor } from "#lib/contract/plain-yaml-cursor.ts";
import type { SpecScalar } from "#lib/contract/spec.ts";

const HEADER = /^([|>])(-?)(?: *| +#.*)$/;

/** `|` and `>` with the lines below. @param parent the lines are indented by more than this */
export function readBlockScalar(cursor: PlainCursor, parent: number): SpecScalar {
  const at = cursor.position();
  const header = HEADER.exec(cursor.text.slice(cursor.at, cursor.lineEnd)) ?? giveUp();
  const [, style, chomping] = header;
  const lines: string[] = [];
  let indent = -1;
  while (cursor.nextRawLine()) {
    const start = cursor.at;
    cursor.skipSpaces();
    const isEmpty = cursor.at === cursor.lineEnd;
    if (isEmpty) {
      // Space in an empty line counts when it is longer than the indentation.
      if (indent === -1 ? cursor.at > start : cursor.column > indent) giveUp();
      lines.push("");
      continue;
    }
    if (indent === -1) indent = cursor.column;
    if (indent <= parent) giveUp();
    if (cursor.column < indent) {
      // Between the two, YAML tells comments from mistakes.
      if (cursor.column > parent || cursor.isAtLineEnd()) giveUp();
      break;
    }
    lines.push(cursor.text.slice(start + indent, cursor.lineEnd));
  }
  while (lines.at(-1) === "") lines.pop();
  // Without a break at its end, the last line of a file has rules of its own.
  if (lines.length === 0 || (cursor.isDone && !cursor.text.endsWith("\n"))) giveUp();
  cursor.checkMark();
  const text = style === "|" ? lines.join("\n") : fold(lines);
  return { kind: "scalar", text: chomping === "-" ? text : `${text}\n`, plain: false, at };
}

function fold(lines: readonly string[]): string {
  let text = "";
  let empty = 0;
  for (const [index, line] of lines.entries()) {
    // Lines that are indented further keep their breaks.
    if (line.startsWith(" ")) giveUp();
    if (line === "") empty += 1;
    else {
      text += (index === 0 ? "" : empty === 0 ? " " : "\n".repeat(empty)) + line;
      empty = 0;
    }
  }
  return text;
}
