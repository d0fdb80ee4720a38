/** Places in a text: the engine counts bytes or code points of what its parser reads, an editor counts UTF-16 units. */

/** Before parsing the engine turns these into blanks outside of quotes and line comments, each into one byte. */
const SPACES = /[\u00a0\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]/;
const QUOTED_OR_SPACE = new RegExp(
  `'[^']*'?|"[^"]*"?|--[^\\n\\r]*|(\\$(?:[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)?\\$)[\\s\\S]*?\\1|${SPACES.source}`,
  "g",
);

/** The text as the parser reads it. It has as many UTF-16 units as before, because every such blank is one. */
function asParsed(text: string): string {
  return SPACES.test(text) ? text.replace(QUOTED_OR_SPACE, (token) => (token.length === 1 && SPACES.test(token) ? " " : token)) : text;
}

/** UTF-16 offset of a byte offset; `null` where it lies outside (the engine gives 2^64 - 1 for "unknown"). */
export function offsetOfByte(text: string, byte: number | null): number | null {
  if (byte === null) return null;
  const bytes = Buffer.from(asParsed(text));
  return Number.isInteger(byte) && byte >= 0 && byte <= bytes.length ? bytes.subarray(0, byte).toString().length : null;
}

/** UTF-16 offset of an offset in code points. */
export function offsetOfCodePoint(text: string, index: number | null): number | null {
  if (index === null) return null;
  let offset = 0;
  let left = index;
  for (const character of text) {
    if (left <= 0) break;
    offset += character.length;
    left -= 1;
  }
  return offset;
}
