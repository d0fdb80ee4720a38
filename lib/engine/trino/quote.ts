/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as a SQL literal. Trino reads no backslash escapes in `'…'`. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A value as a literal of its own type; a list in parentheses. */
export function literalSql(value: string | number | boolean | null | readonly string[]): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (typeof value !== "number") return value.length === 0 ? "(NULL)" : `(${value.map(quoteText).join(", ")})`;
  if (!Number.isFinite(value)) return `CAST(${quoteText(String(value))} AS double)`;
  // A number with a fraction is a decimal for Trino; most columns that it meets are doubles, to which both convert.
  const text = Number.isSafeInteger(value) ? String(value) : `DOUBLE ${quoteText(String(value))}`;
  return value < 0 ? `(${text})` : text;
}
