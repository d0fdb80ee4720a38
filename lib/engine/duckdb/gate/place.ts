/**
 * Places in a text: the engine counts bytes or code points of what its parser reads, an editor counts UTF-16 units. Each step here goes
 * through a text once, whatever stands in it: texts are a reader's, and up to a megabyte long.
 */

/** Before parsing the engine turns these into blanks outside of quotes and line comments, each into one byte. */
const SPACE = "[\\u00a0\\u2000-\\u200d\\u202f\\u205f\\u2060\\u3000\\ufeff]";
const HAS_SPACE = new RegExp(SPACE);
/** A blank, or where something begins whose end is looked for by itself. */
const BEGINNING = new RegExp(`['"]|--|\\$(?:[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*)?\\$|${SPACE}`, "g");

/** The text as the parser reads it. It has as many UTF-16 units as before, because every such blank is one. */
function asParsed(text: string): string {
  if (!HAS_SPACE.test(text)) return text;
  const parts: string[] = [];
  let done = 0;
  BEGINNING.lastIndex = 0;
  for (let found = BEGINNING.exec(text); found !== null; found = BEGINNING.exec(text)) {
    const [mark] = found;
    if (mark.length === 1 && HAS_SPACE.test(mark)) {
      parts.push(text.slice(done, found.index), " ");
      done = BEGINNING.lastIndex;
    } else BEGINNING.lastIndex = endOf(text, mark, BEGINNING.lastIndex);
  }
  return parts.join("") + text.slice(done);
}

/** Behind what `mark` opens. What is not closed reaches to the end of the text. */
function endOf(text: string, mark: string, from: number): number {
  if (mark === "--") {
    const ends = [text.indexOf("\n", from), text.indexOf("\r", from)].filter((end) => end !== -1);
    return Math.min(text.length, ...ends);
  }
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end + mark.length;
}

/**
 * UTF-16 offsets of many byte offsets of one text; `null` for one that lies outside (the engine gives 2^64 - 1 for "unknown").
 */
export function offsetsOfBytes(text: string): (byte: number | null) => number | null {
  let units: Uint32Array | null = null;
  return (byte) => {
    if (byte === null || !Number.isInteger(byte) || byte < 0) return null;
    units ??= unitsOf(asParsed(text));
    return units[byte] ?? null;
  };
}

export function offsetOfByte(text: string, byte: number | null): number | null {
  return offsetsOfBytes(text)(byte);
}

/** For each byte, and the end, in which UTF-16 unit it lies. */
function unitsOf(text: string): Uint32Array {
  const units = new Uint32Array(Buffer.byteLength(text) + 1);
  let byte = 0;
  let unit = 0;
  for (const character of text) {
    const length = Buffer.byteLength(character);
    units.fill(unit, byte, byte + length);
    byte += length;
    unit += character.length;
  }
  units[byte] = unit;
  return units;
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
