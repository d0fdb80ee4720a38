/** Further in than any key of 60 levels is likely to be. */
const INDENT = " ".repeat(160);
/** Above it somebody tries something. */
const MAX_LINES = 5_000;

/**
 * Some programs write a text in double quotes over several lines that are no further in than its key, each line but the last ending in a
 * backslash. YAML wants them further in (1.2.2, 7.3.1), and space at the start of such a line means nothing (7.3.1), so moving them in
 * cannot change the text.
 * @param brokenAt offsets at which a closing quote was missed
 * @returns the text with those lines moved in, on the same lines; `null` when that is not what is wrong
 */
export function indentContinuations(text: string, brokenAt: readonly number[]): string | null {
  const ends = brokenAt.flatMap((offset) => lineEndOf(text, offset) ?? []);
  let mended = "";
  let from = 0;
  let lines = 0;
  for (const end of ends) {
    // One text may go on over several lines; each is moved in.
    for (let at: number | null = end; at !== null && at >= from; at = lineEndOf(text, at + 1)) {
      lines += 1;
      if (lines > MAX_LINES) return null;
      mended += text.slice(from, at + 1) + INDENT;
      from = at + 1;
    }
  }
  return from === 0 ? null : mended + text.slice(from);
}

/** Offset of the line break that ends the line of `offset`, if an odd number of backslashes stands before it. */
function lineEndOf(text: string, offset: number): number | null {
  const end = text.indexOf("\n", offset);
  if (end === -1) return null;
  let backslashes = 0;
  for (let at = text[end - 1] === "\r" ? end - 2 : end - 1; text[at] === "\\"; at -= 1) backslashes += 1;
  return backslashes % 2 === 1 ? end : null;
}
