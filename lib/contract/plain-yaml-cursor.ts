import type { Position } from "#lib/contract/contract.ts";

/** This text is not certain to be plain YAML; somebody who knows all of YAML has to read it. */
export class NotPlain extends Error {}

export function giveUp(): never {
  throw NOT_PLAIN;
}
// One for all: a trace of the stack says nothing here and costs more than the reading.
const NOT_PLAIN = new NotPlain();

const SPACE = 32;
const NEWLINE = 10;
const HASH = 35;

/** A place in a text that is read line by line. Empty lines and lines of comment are passed over. */
export class PlainCursor {
  readonly text: string;
  readonly #file: string;
  /** Offset of the next character. */
  at = 0;
  #line = 1;
  #lineStart = 0;
  /** Offset behind the last character of the line. */
  lineEnd = 0;

  constructor(file: string, text: string) {
    this.#file = file;
    this.text = text;
    this.lineEnd = this.#endOfLine(0);
    this.#skipToContent();
    // Other marks between documents, and directives, are not plain.
    if (this.text.slice(this.at, this.lineEnd) === "---" && this.column === 0) this.nextLine();
    else this.checkMark();
  }

  get isDone(): boolean {
    return this.at >= this.text.length;
  }

  /** Of the next character, counted from 0. */
  get column(): number {
    return this.at - this.#lineStart;
  }

  position(): Position {
    return { file: this.#file, line: this.#line, column: this.at - this.#lineStart + 1 };
  }

  /** The next character's code; `NaN` at the end of the text. */
  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  /** To the first character of the next line that holds more than a comment. */
  nextLine(): void {
    this.#advance();
    this.#skipToContent();
    this.checkMark();
  }

  /** Gives up where a line begins with `---` or `...`. */
  checkMark(): void {
    if (this.column === 0 && (this.text.startsWith("---", this.at) || this.text.startsWith("...", this.at))) giveUp();
  }

  /** To the beginning of the next line, whatever it holds. `false` at the end of the text. */
  nextRawLine(): boolean {
    this.#advance();
    return this.at < this.text.length;
  }

  skipSpaces(): void {
    while (this.text.charCodeAt(this.at) === SPACE) this.at += 1;
  }

  /** At the end of the line, or at a comment. Call after `skipSpaces`. */
  isAtLineEnd(): boolean {
    return this.at >= this.lineEnd || (this.code() === HASH && (this.column === 0 || this.text.charCodeAt(this.at - 1) === SPACE));
  }

  /** Nothing but a comment may follow on this line; then to the next one. */
  finishLine(): void {
    this.skipSpaces();
    if (!this.isAtLineEnd()) giveUp();
    this.nextLine();
  }

  #advance(): void {
    this.at = Math.min(this.lineEnd + 1, this.text.length);
    if (this.lineEnd < this.text.length) {
      this.#line += 1;
      this.#lineStart = this.at;
    }
    this.lineEnd = this.#endOfLine(this.at);
  }

  #skipToContent(): void {
    for (;;) {
      this.skipSpaces();
      if (this.isDone || !this.isAtLineEnd()) return;
      this.#advance();
    }
  }

  #endOfLine(from: number): number {
    const end = this.text.indexOf("\n", from);
    return end === -1 ? this.text.length : end;
  }
}

export function isSpaceOrBreak(code: number): boolean {
  // At the end of the text there is no code.
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}
