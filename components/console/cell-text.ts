/** A value as text, whole and exact: what is copied. NULL has no text; each format says it in its own way. */
export function cellText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** Longest text that a cell of the grid shows; the line below the grid shows all of it. */
const SHOWN = 200;

/** In one line and short. Line ends and tabs are shown as signs, for a cell has one line. */
export function cellLine(value: unknown): string {
  const text = cellText(value);
  const short = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return short
    .replaceAll("\r\n", "↵")
    .replaceAll(/[\n\r]/g, "↵")
    .replaceAll("\t", "⇥");
}
