const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const BRACE = 0x7b;
const BRACKET = 0x5b;

/**
 * Whether JSON has more lists, objects and commas between their items than this. Small JSON can become large values: 170 million
 * empty lists fit in 512 MB and take ten times that, and nothing can stop the parser in the middle. Reads the bytes only.
 * @param json UTF-8; what is no JSON has some answer
 */
export function hasMoreParts(json: Uint8Array, most: number): boolean {
  let parts = 0;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === QUOTE) at = endOfText(json, at);
    else if (byte === COMMA || byte === BRACE || byte === BRACKET) {
      parts += 1;
      if (parts > most) return true;
    }
  }
  return false;
}

/** Where the text that begins at this quote ends: at its other quote, or at the end of all. */
function endOfText(json: Uint8Array, start: number): number {
  for (let from = start + 1; ; ) {
    const quote = json.indexOf(QUOTE, from);
    if (quote < 0) return json.length;
    let escapes = 0;
    while (json[quote - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote;
    from = quote + 1;
  }
}
