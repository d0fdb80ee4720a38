import type { Behind } from "#lib/contract/fmt/layout.ts";

export interface Line {
  readonly text: string;
  readonly comment: Behind | null;
}

/**
 * Lines with their comments, each one space behind its text. Comments of neighbouring lines that stood below one another still
 * do, in the first column that has room for all of them.
 */
export function alignComments(lines: readonly Line[]): string[] {
  const printed: string[] = [];
  for (let from = 0; from < lines.length; ) {
    const group = groupAt(lines, from);
    const width = Math.max(...group.map(({ text }) => text.length));
    for (const { text, comment } of group)
      printed.push(comment === null ? text : `${group.length > 1 ? text.padEnd(width) : text} ${comment.text}`);
    from += group.length;
  }
  return printed;
}

function groupAt(lines: readonly Line[], from: number): readonly Line[] {
  const column = lines[from]?.comment?.column ?? null;
  let to = from + 1;
  if (column !== null) while (to < lines.length && lines[to]?.comment?.column === column) to += 1;
  return lines.slice(from, to);
}
