/**
 * Characters that stand for others while a document is parsed: each is one code unit, as what it stands for begins, so every
 * position stays exact. They are noncharacters, which no text holds.
 */
const LESS = "\uFDD0";
const BRACE = "\uFDD1";
/** `<br>` is this and three fillers. */
const BREAK = "\uFDD2";
const FILLER = "\uFDD3";
/** A `<` that cannot begin a tag. */
const SIGN = "\uFDD4";
/** MDX takes `<` for a tag wherever no space follows; before these characters no tag is possible. A comment is another matter. */
const NO_TAG = /(?<!\\)<(?=[!-#%-.0-?@[-^`{-~])(?!!--)/g;

const MEANINGS: Readonly<Record<string, string>> = { [LESS]: "<", [SIGN]: "<", [BRACE]: "{", [BREAK]: "<br>", [FILLER]: "" };

/** Takes from the text what could be mistaken for a stand-in. */
export function clearStandIns(text: string): string {
  return text.replace(/[\uFDD0-\uFDEF]/g, "\uFFFD");
}

/** Replaces `<` or `{` at an offset, so that it is only a sign. `<https://example.com>` loses both of its signs. */
export function standIn(text: string, offset: number): string {
  const address = /^<([A-Za-z][^\s<>]*[:@][^\s<>]*)>/.exec(text.slice(offset, offset + 2000))?.[1];
  if (address !== undefined) return `${text.slice(0, offset)} ${address} ${text.slice(offset + address.length + 2)}`;
  return text.slice(0, offset) + (text[offset] === "{" ? BRACE : LESS) + text.slice(offset + 1);
}

/** The same for every `<` and `{`. */
export function standInAll(text: string): string {
  return text.replaceAll("<", LESS).replaceAll("{", BRACE);
}

/**
 * What is certain from the characters alone: a `<` that cannot begin a tag, and HTML's `<br>`, which has no closing tag as MDX would
 * ask for. In code they come back as they were.
 */
export function standInCertain(text: string): string {
  return text.replace(NO_TAG, SIGN).replace(/(?<!\\)<br>/gi, BREAK + FILLER.repeat(3));
}

/** Offsets, within a piece of text as it was written, of each `<` that cannot begin a tag. */
export function findSigns(text: string): readonly number[] {
  return [...text.matchAll(NO_TAG)].map((match) => match.index);
}

/** Whether a parsed text holds one. */
export function hasSign(text: string): boolean {
  return text.includes(SIGN);
}

export function hasBreak(text: string): boolean {
  return text.includes(BREAK);
}

/** Offsets, within a piece of text as it was written, of each `<br>`. */
export function findBreaks(text: string): readonly number[] {
  return [...text.matchAll(/(?<!\\)<br>/gi)].map((match) => match.index);
}

/** The text as it was written. */
export function restore(text: string): string {
  return text.replace(/[\uFDD0-\uFDD4]/g, (sign) => MEANINGS[sign] ?? "");
}

/** The pieces of a text between its `<br>`. */
export function splitBreaks(text: string): readonly string[] {
  return text.split(BREAK).map(restore);
}
