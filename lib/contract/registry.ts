import type { Position } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { ProblemLog } from "#lib/contract/problem-log.ts";

interface Registered<T> {
  readonly id: string;
  readonly position: Position;
  /** `null`: its text is broken, but the name is known. */
  readonly value: T | null;
}

/** Things by name, folding `-`, `_` and case. The first one counts; a second one is an error that names both places. */
export class Registry<T> {
  readonly #byName = new Map<string, Registered<T>>();
  readonly #what: string;

  constructor(what: string) {
    this.#what = what;
  }

  get size(): number {
    return this.#byName.size;
  }

  /** `false` when the name is taken; then that is reported. */
  claim(id: string, position: Position, log: ProblemLog): boolean {
    const first = this.#byName.get(foldName(id));
    if (first === undefined) {
      this.#byName.set(foldName(id), { id, position, value: null });
      return true;
    }
    const { file, line } = first.position;
    log.error(
      "TS-DUP-001",
      position,
      `The ${this.#what} '${id.slice(0, 80)}' is already defined in ${file}, line ${line}; that one is used.`,
      first.id === id ? "Remove or rename one of the two." : `'${first.id}' and '${id.slice(0, 80)}' count as one name.`,
    );
    return false;
  }

  set(id: string, position: Position, value: T): void {
    this.#byName.set(foldName(id), { id, position, value });
  }

  /** Makes a name known whose text cannot be read now. What is defined counts. */
  hold(id: string, position: Position): void {
    if (this.find(id) === undefined) this.#byName.set(foldName(id), { id, position, value: null });
  }

  find(id: string): Registered<T> | undefined {
    return this.#byName.get(foldName(id));
  }

  values(): T[] {
    return [...this.#byName.values()].flatMap(({ value }) => (value === null ? [] : [value]));
  }

  /** Names as written, for hints. */
  names(): ReadonlySet<string> {
    this.#names ??= new Set([...this.#byName.values()].map(({ id }) => id));
    return this.#names;
  }
  #names: ReadonlySet<string> | undefined;
}
