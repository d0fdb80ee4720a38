/** A name as a quoted SQL identifier. */
export function quoteName(name: string): string {
  return `"${refuseNul(name).replaceAll('"', '""')}"`;
}

/** `"sales"."orders"` */
export function quotePath(path: readonly string[]): string {
  return path.map(quoteName).join(".");
}

/** A text as a SQL literal. `standard_conforming_strings` is on in every session, so a backslash is a backslash. */
export function quoteText(text: string): string {
  return `'${refuseNul(text).replaceAll("'", "''")}'`;
}

/** PostgreSQL's texts hold no NUL. */
function refuseNul(text: string): string {
  if (text.includes("\0")) throw new TypeError("a NUL character cannot be part of SQL text");
  return text;
}
