import { MAX_LABEL, MAX_TEXT } from "#lib/contract/fields.ts";

/**
 * Text from outside as a catalog file keeps it: line ends `\n`, no control characters, whole characters only, no space around it.
 * `null` when nothing is left. A text that is longer than the catalog allows ends with `…`.
 */
export function cleanText(text: string | null | undefined, max: number = MAX_TEXT): string | null {
  if (text == null) return null;
  const clean = text
    .slice(0, max * 2)
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g, "")
    .trim();
  if (clean === "") return null;
  return clean.length <= max ? clean : `${clean.slice(0, max - 1).toWellFormed()}…`;
}

/** The same in one line, as titles, tags and names have it. */
export function cleanLabel(text: string | null | undefined): string | null {
  return cleanText(text?.replace(/\s+/g, " "), MAX_LABEL);
}

/** An id of an owner, a source or a metric: `Data Platform (EU)` → `data-platform-eu`. May be empty. */
export function toId(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, "-")
    .replace(/^[-_.]+|[-_.]+$/g, "")
    .slice(0, 63)
    .replace(/[-_.]+$/, "");
}
