import { MAX_FILE_BYTES } from "#lib/catalog/catalog-file.ts";

/** Reads what `git cat-file --batch` writes: `<id> <type> <size>\n<content>\n`, one after another. What is too large is passed over and never held. */
export class GitBatch {
  readonly #add: (id: string, content: Uint8Array) => void;
  #header = "";
  #id = "";
  /** Bytes of the content with its line break that are still to come; `null` in a header. */
  #left: number | null = null;
  #parts: Uint8Array[] | null = null;
  #isMissing = false;

  constructor(add: (id: string, content: Uint8Array) => void) {
    this.#add = add;
  }

  /** Nothing was missing in the repository, and nothing was cut off. */
  get isWhole(): boolean {
    return this.#left === null && this.#header === "" && !this.#isMissing;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.length > 0) rest = this.#left === null ? this.#readHeader(rest) : this.#readContent(rest, this.#left);
  }

  #readHeader(chunk: Uint8Array): Uint8Array {
    const end = chunk.indexOf(10);
    this.#header += new TextDecoder().decode(end < 0 ? chunk : chunk.subarray(0, end));
    if (end < 0) return chunk.subarray(chunk.length);
    const match = /^([0-9a-f]+) blob (\d+)$/.exec(this.#header);
    this.#header = "";
    if (match?.[1] === undefined) {
      this.#isMissing = true;
      return chunk.subarray(end + 1);
    }
    const size = Number(match[2]);
    this.#id = match[1];
    this.#left = size + 1;
    this.#parts = size > MAX_FILE_BYTES ? null : [];
    return chunk.subarray(end + 1);
  }

  #readContent(chunk: Uint8Array, left: number): Uint8Array {
    const part = chunk.subarray(0, left);
    this.#parts?.push(part);
    this.#left = left - part.length;
    if (this.#left > 0) return chunk.subarray(part.length);
    if (this.#parts !== null) this.#add(this.#id, Buffer.concat(this.#parts).subarray(0, -1));
    this.#left = null;
    return chunk.subarray(part.length);
  }
}
