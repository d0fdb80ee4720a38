/** Reads the text of a condition from left to right, by PostgREST's rules of quotes and brackets. */
import { AppError } from "#lib/errors.ts";

export class FilterReader {
  readonly text: string;
  /** Name of the parameter, for messages. */
  readonly parameter: string;
  #at = 0;

  constructor(text: string, parameter: string) {
    this.text = text;
    this.parameter = parameter;
  }

  get atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** Whether what comes fits; then the match, of which nothing is read yet. @param pattern with the flag `y` */
  look(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text);
  }

  peek(): string {
    return this.text.charAt(this.#at);
  }

  skipSpaces(): void {
    while (this.peek() === " ") this.#at += 1;
  }

  /** Whether the text goes on with this; then it is read. */
  take(part: string): boolean {
    if (!this.text.startsWith(part, this.#at)) return false;
    this.#at += part.length;
    return true;
  }

  /** @param before what was just read, for the message */
  expect(part: string, before: string): void {
    if (!this.take(part)) throw this.fail(`'${part}' is missing after ${before}`);
  }

  /** Everything up to one of these characters, or to the end. */
  takeUntil(ends: string): string {
    let end = this.#at;
    while (end < this.text.length && !ends.includes(this.text.charAt(end))) end += 1;
    const taken = this.text.slice(this.#at, end);
    this.#at = end;
    return taken;
  }

  takeRest(): string {
    const rest = this.text.slice(this.#at);
    this.#at = this.text.length;
    return rest;
  }

  /** The text in quotes that begins here, where a backslash takes the next character as it is; `null` without a quote. */
  takeQuoted(): string | null {
    if (this.peek() !== '"') return null;
    const match = this.look(/"((?:[^"\\]|\\[\s\S])*)"/y);
    if (match === null) throw this.fail("a quote is not closed");
    this.#at += match[0].length;
    return (match[1] ?? "").replaceAll(/\\([\s\S])/g, "$1");
  }

  /** A value among others: in quotes, or up to a comma or a closing bracket. */
  takeItem(): string {
    const start = this.#at;
    const quoted = this.takeQuoted();
    if (quoted !== null && (this.atEnd || ",)".includes(this.peek()))) return quoted;
    // What goes on after the quote is a value that only begins with one.
    this.#at = start;
    return this.takeUntil(",)");
  }

  fail(message: string): AppError {
    return badFilter(this.parameter, message);
  }
}

export function badFilter(parameter: string, message: string): AppError {
  const name = parameter.length > 60 ? `${parameter.slice(0, 60)}…` : parameter;
  return new AppError("TS-API-003", `${name}: ${message}.`, { details: [{ path: `query.${name}`, message }] });
}
