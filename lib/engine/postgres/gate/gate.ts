/** First wall. Texts are read by PostgreSQL's own grammar (Wasm) in a thread beside the app's. */
import { LRUCache } from "lru-cache";
import { ParserThread } from "#lib/engine/parser-thread.ts";
import type { Reading } from "#lib/engine/postgres/gate/reading.ts";

/** The longest text that a reader may send takes 0.3 s. */
const READ_MS = 3_000;
/** Characters of statements that are remembered, so that running one does not read it again. */
const REMEMBERED = 1_000_000;
const MAX_TEXT = 131_072;

const refused = (reason: string): Reading => ({ kind: "refused", reason, at: null, syntax: false });

export class Gate {
  readonly #known = new LRUCache<string, Reading>({ maxSize: REMEMBERED, sizeCalculation: (_, text) => text.length + 500 });
  readonly #thread = new ParserThread<Reading>({
    entry: new URL("./gate-thread.ts", import.meta.url),
    name: "touchstone-postgres-gate",
    readMs: READ_MS,
    broken: refused("The statement is too large or too deep to be checked."),
  });

  /** Throws `TS-DATA-004` when too many texts wait, and the signal's reason when the reader has left. */
  async read(text: string, signal?: AbortSignal): Promise<Reading> {
    signal?.throwIfAborted();
    if (text.length > MAX_TEXT) return refused(`The statement is longer than ${MAX_TEXT} characters.`);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const reading = await this.#thread.read(text, signal);
    this.#known.set(text, reading);
    return reading;
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }
}
