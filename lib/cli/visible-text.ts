/**
 * What a terminal, a log or a reviewer would obey or not see: control characters, marks that turn the direction of text, marks
 * without width, line and paragraph separators.
 */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Text of others for one line of a terminal: what is not seen is written out, as in `\u{1b}`. */
export function visibleText(text: string): string {
  return text.toWellFormed().replace(UNSEEN, (mark) => `\\u{${(mark.codePointAt(0) ?? 0).toString(16)}}`);
}

/** JSON with the same marks as escapes: nothing is lost, and nothing happens when it is shown. */
export function visibleJson(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(UNSEEN, (mark) => (mark === "\n" ? mark : escapeJson(mark)));
}

function escapeJson(mark: string): string {
  return Array.from({ length: mark.length }, (_, index) => `\\u${mark.charCodeAt(index).toString(16).padStart(4, "0")}`).join("");
}
