/** Small scanner for the column shorthand: brackets and quotes, one pass, no backtracking. */

/** Index of the bracket that closes the one at `open`; -1 when none does. Quotes count only where an item begins. */
export function findClosing(text: string, open: number): number {
  const opener = text[open];
  const closer = opener === "(" ? ")" : opener === "<" ? ">" : "]";
  let depth = 0;
  for (let index = open; index < text.length; index += 1) {
    const character = text[index];
    if (character === opener) depth += 1;
    else if (character === closer) {
      depth -= 1;
      if (depth === 0) return index;
    } else if (isQuote(character) && startsItem(text, index)) {
      const end = findQuoteEnd(text, index);
      if (end !== -1) index = end;
    }
  }
  return -1;
}

/** Parts between separators that stand outside quotes and round brackets, trimmed. */
export function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (isQuote(character) && startsItem(text, index)) {
      const end = findQuoteEnd(text, index);
      if (end !== -1) index = end;
    } else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts;
}

/** `'it''s'` → `it's`; text without quotes as it is. */
export function unquote(text: string): string {
  const quote = text[0];
  if (!isQuote(quote) || text.length < 2 || findQuoteEnd(text, 0) !== text.length - 1) return text;
  return text.slice(1, -1).replaceAll(`${quote}${quote}`, quote);
}

export function isQuoted(text: string): boolean {
  return isQuote(text[0]) && text.length >= 2 && findQuoteEnd(text, 0) === text.length - 1;
}

function isQuote(character: string | undefined): character is "'" | '"' {
  return character === "'" || character === '"';
}

/** `don't` holds an apostrophe, `'a, b'|c` a quote: a quote stands at the start of an item. */
function startsItem(text: string, index: number): boolean {
  const before = text.slice(0, index).trimEnd().at(-1);
  return before === undefined || "(,|".includes(before);
}

/** Index of the closing quote; a doubled quote is one character of the text. */
function findQuoteEnd(text: string, open: number): number {
  const quote = text[open];
  for (let index = open + 1; index < text.length; index += 1) {
    if (text[index] !== quote) continue;
    if (text[index + 1] !== quote) return index;
    index += 1;
  }
  return -1;
}
