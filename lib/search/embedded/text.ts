/** One word of a text: folded, with its half-open place in the original in UTF-16 code units. */
export interface Token {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

const SEPARATOR = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;
const MARK = 4;
/** Scripts without spaces between words: every character is a word. */
const SINGLE = 5;
const CASELESS = 6;

/** Longer words are cut, in documents and in queries alike: hashes and pasted blobs must not swell the dictionary. */
const LONGEST_WORD = 64;

const SINGLES = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const ascii = Uint8Array.from({ length: 128 }, (_, code) => classify(code));
const others = new Map<number, number>();

function classify(code: number): number {
  const char = String.fromCodePoint(code);
  if (/\p{M}/u.test(char)) return MARK;
  if (/\p{N}/u.test(char)) return DIGIT;
  if (!/\p{L}/u.test(char)) return SEPARATOR;
  if (SINGLES.test(char)) return SINGLE;
  if (/[\p{Lu}\p{Lt}]/u.test(char)) return UPPER;
  return /\p{Ll}/u.test(char) ? LOWER : CASELESS;
}

function classOf(code: number): number {
  if (code < 128) return ascii[code] ?? SEPARATOR;
  let found = others.get(code);
  if (found === undefined) {
    found = classify(code);
    others.set(code, found);
  }
  return found;
}

/** Letters that NFKD leaves whole although people type them in two or without the stroke. */
const FOLDS: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i", ς: "σ" };

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Folded words of a stretch that has no boundary inside; several only where one character stands for several ("½"). */
function fold(stretch: string): readonly string[] {
  if (isAscii(stretch)) return [stretch.toLowerCase().slice(0, LONGEST_WORD)];
  const plain = stretch
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => FOLDS[letter] ?? letter);
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}

/** Calls `emit` for every stretch between boundaries: separators, `aB`, `ABc`; letters and digits stay together. */
function scan(text: string, emit: (start: number, end: number) => void): void {
  let start = -1;
  let previous = SEPARATOR;
  let upperAt = -1;
  for (let i = 0; i < text.length; ) {
    const code = text.codePointAt(i) ?? 0;
    const width = code > 0xffff ? 2 : 1;
    const kind = classOf(code);
    if (kind === MARK && start >= 0) {
      i += width;
      continue;
    }
    if (kind === SEPARATOR || kind === MARK || kind === SINGLE) {
      if (start >= 0) emit(start, i);
      if (kind === SINGLE) emit(i, i + width);
      start = -1;
    } else if (start < 0) {
      start = i;
    } else if (kind === UPPER && previous === LOWER) {
      emit(start, i);
      start = i;
    } else if (kind === LOWER && previous === UPPER && upperAt > start && !isPluralOfAcronym(text, i)) {
      emit(start, upperAt);
      start = upperAt;
    }
    if (kind === UPPER) upperAt = i;
    previous = kind;
    i += width;
  }
  if (start >= 0) emit(start, text.length);
}

/** The `s` of `customerIDs` and `URLs`. */
function isPluralOfAcronym(text: string, at: number): boolean {
  return text[at] === "s" && classOf(text.codePointAt(at + 1) ?? 0) !== LOWER;
}

/**
 * The words of a text: `CustomerOrder_v2-ÉTÉ` → `customer order v2 ete`.
 * Compatibility forms are unfolded (NFKD), marks dropped, identifiers split.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  scan(text, (start, end) => {
    for (const word of fold(text.slice(start, end))) found.push(word);
  });
  return found;
}

/** The same words with their places, for highlighting. */
export function tokens(text: string): Token[] {
  const found: Token[] = [];
  scan(text, (start, end) => {
    for (const word of fold(text.slice(start, end))) found.push({ word, start, end });
  });
  return found;
}

/** All words joined: the same for snake, camel, kebab, spaced and joined spellings of a name. */
export function joinedKey(text: string): string {
  return words(text).join("");
}
