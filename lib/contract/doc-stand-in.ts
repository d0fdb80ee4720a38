/**
 * Characters that stand for others while a document is parsed: each is one code unit, as what it stands for begins, so every
 * position stays exact. They are noncharacters, which no text holds.
 */
const LESS = "\uFDD0";
const BRACE = "\uFDD1";
/** `<br>` is this and three fillers. */
const BREAK = "\uFDD2";
const FILLER = "\uFDD3";

/** Takes from the text what could be mistaken for a stand-in. */
export function clearStandIns(text: string): string {
  return text.replace(/[\uFDD0-\uFDEF]/g, "\uFFFD");
}

/** Replaces `<` or `{` at an offset, so that it is only a sign. */
export function standIn(text: string, offset: number): string {
  return text.slice(0, offset) + (text[offset] === "{" ? BRACE : LESS) + text.slice(offset + 1);
}

/** The same for every `<` and `{`. */
export function standInAll(text: string): string {
  return text.replaceAll("<", LESS).replaceAll("{", BRACE);
}

/** HTML's `<br>` has no closing tag, which MDX would ask for. */
export function standInBreaks(text: string): string {
  return text.replace(/<br>/gi, BREAK + FILLER.repeat(3));
}

/** The text as it was written. */
export function restore(text: string): string {
  return text.replace(/[\uFDD0-\uFDD3]/g, (sign) => (sign === LESS ? "<" : sign === BRACE ? "{" : sign === BREAK ? "<br>" : ""));
}

/** The pieces of a text between its `<br>`. */
export function splitBreaks(text: string): readonly string[] {
  return text.split(BREAK).map(restore);
}
