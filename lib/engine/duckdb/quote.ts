/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${refuseNul(name).replaceAll('"', '""')}"`;
}

/** A text as a SQL literal. DuckDB reads no backslash escapes in `'…'`. */
export function quoteText(text: string): string {
  return `'${refuseNul(text).replaceAll("'", "''")}'`;
}

export function quoteTexts(texts: readonly string[]): string {
  return `[${texts.map(quoteText).join(", ")}]`;
}

/** SQL reaches the engine as a C string: behind a NUL it would be cut off. */
function refuseNul(text: string): string {
  if (text.includes("\0")) throw new TypeError("a NUL character cannot be part of SQL text");
  return text;
}
