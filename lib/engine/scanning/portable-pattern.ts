/**
 * A regular expression of ECMA-262 in the part of the syntax that RE2, PostgreSQL and Java read alike, for a match of the whole text.
 * Shorthands are written out, because engines disagree on which letters and blanks they mean.
 */
const CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "A-Za-z0-9_",
  s: " \t\n\r\f\u000b\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\u000b" };
const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;

/** `null`: it uses what not all of them have, such as looking ahead or referring back. */
export function portablePattern(pattern: string): string | null {
  try {
    return new Translation(pattern).whole();
  } catch (error) {
    if (error instanceof NotPortable) return null;
    throw error;
  }
}

class NotPortable extends Error {}

class Translation {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): string {
    const translated = this.#alternatives(true);
    if (this.#at < this.#text.length) throw new NotPortable();
    return translated;
  }

  #alternatives(isOuter: boolean): string {
    let out = "";
    while (this.#at < this.#text.length && this.#text[this.#at] !== ")") {
      const rest = this.#text.slice(this.#at);
      const [quantifier] = QUANTIFIER.exec(rest) ?? [];
      if (quantifier !== undefined) {
        out += quantifier;
        this.#at += quantifier.length;
        // How much is taken first makes no difference to a match of the whole.
        if (this.#text[this.#at] === "?") this.#at += 1;
      } else out += this.#part(isOuter);
    }
    return out;
  }

  #part(isOuter: boolean): string {
    const character = this.#next();
    switch (character) {
      case "|":
        return "|";
      case "(": {
        const open = /^\?(?::|<[^=!][^>]*>)/.exec(this.#text.slice(this.#at))?.[0] ?? "";
        if (open === "" && this.#text[this.#at] === "?") throw new NotPortable();
        this.#at += open.length;
        const inner = this.#alternatives(false);
        if (this.#next() !== ")") throw new NotPortable();
        return `(?:${inner})`;
      }
      case "[":
        return this.#set();
      case ".":
        return "[^\n\r\u2028\u2029]";
      case "^":
        // At an end of the whole it says nothing new.
        if (isOuter && (this.#at === 1 || this.#text[this.#at - 2] === "|")) return "";
        throw new NotPortable();
      case "$":
        if (isOuter && (this.#at === this.#text.length || this.#text[this.#at] === "|")) return "";
        throw new NotPortable();
      case "\\": {
        const { one, set } = this.#escape();
        return one === null ? `[${set}]` : literal(one);
      }
      default:
        return literal(character);
    }
  }

  #set(): string {
    const isNot = this.#text[this.#at] === "^";
    if (isNot) this.#at += 1;
    let out = "";
    for (let character = this.#next(); character !== "]"; character = this.#next()) {
      const isRange = character === "-" && out !== "" && this.#text[this.#at] !== "]";
      if (isRange) out += "-";
      else if (character === "\\") {
        const { one, set } = this.#escape(true);
        out += one === null ? set : inSet(one);
      } else out += inSet(character);
    }
    if (out === "") throw new NotPortable();
    return `[${isNot ? "^" : ""}${out}]`;
  }

  /** A character, or what stands between the brackets of a set. */
  #escape(isInSet = false): { readonly one: string | null; readonly set: string } {
    const character = this.#next();
    const folded = character.toLowerCase();
    const members = CLASSES[folded];
    if (members !== undefined) {
      if (character === folded) return { one: null, set: members };
      if (isInSet) throw new NotPortable();
      return { one: null, set: `^${members}` };
    }
    const control = CONTROLS[character];
    if (control !== undefined) return { one: control, set: "" };
    const code = /^(?:x([\da-f]{2})|u([\da-f]{4})|u\{([\da-f]{1,6})\})/i.exec(character + this.#text.slice(this.#at, this.#at + 8));
    if (code !== null) {
      this.#at += code[0].length - 1;
      return { one: String.fromCodePoint(Number.parseInt(code[1] ?? code[2] ?? code[3] ?? "", 16)), set: "" };
    }
    if (/[\p{L}\p{N}]/u.test(character)) throw new NotPortable();
    return { one: character, set: "" };
  }

  /** The next whole character. */
  #next(): string {
    const point = this.#text.codePointAt(this.#at);
    if (point === undefined || point === 0) throw new NotPortable();
    const character = String.fromCodePoint(point);
    this.#at += character.length;
    return character;
  }
}

function literal(character: string): string {
  if (character === "\0" || /\p{Cs}/u.test(character)) throw new NotPortable();
  return /[\\^$.|?*+()[\]{}]/.test(character) ? `\\${character}` : character;
}

function inSet(character: string): string {
  if (character === "\0" || /\p{Cs}/u.test(character)) throw new NotPortable();
  return /[\\^\-[\]&~]/.test(character) ? `\\${character}` : character;
}
