/** Places in a statement, as problems tell them: `sql:<line>:<column>`, both from 1, columns in UTF-16 units. */

/** Offset of a place in `sql`; `null`: the path is no place. What lies behind the end is at the end. */
export function offsetOf(path: string, sql: string): number | null {
  const [, line = "", column = ""] = /^sql:(\d+):(\d+)$/.exec(path) ?? [];
  if (line === "") return null;
  const starts = [0, ...[...sql.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const start = starts[Number(line) - 1];
  return start === undefined ? sql.length : Math.min(sql.length, start + Number(column) - 1);
}

/** The word or sign at an offset, to be underlined: at least one character where there is one. */
export function wordAt(offset: number, sql: string): { readonly from: number; readonly to: number } {
  const at = Math.min(offset, Math.max(0, sql.length - 1));
  const word = /^[\p{L}\p{N}_$]+/u.exec(sql.slice(at))?.[0] ?? sql.slice(at, at + 1);
  return { from: at, to: at + word.length };
}
