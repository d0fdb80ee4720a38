/** Lines and columns of a text, for comments: `line` counts from 0, as does `column`. */
export class SourceLines {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  columnOf(offset: number): number {
    return offset - (this.#starts[this.lineOf(offset)] ?? 0);
  }

  /** Nothing but space stands before it on its line. */
  isFirstOnLine(offset: number): boolean {
    return this.#isBlank(offset - this.columnOf(offset), offset);
  }

  /** The line above is empty. */
  isBlankAbove(offset: number): boolean {
    const line = this.lineOf(offset);
    return line > 0 && this.#isBlank(this.#starts[line - 1] ?? 0, (this.#starts[line] ?? 1) - 1);
  }

  #isBlank(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) {
      const character = this.#text[index];
      if (character !== " " && character !== "\t") return false;
    }
    return true;
  }
}
