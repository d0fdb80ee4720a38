/** What the grammar makes of a text, before anybody knows which tables a reader may read. Offsets are UTF-16 units. */

export interface ReadMention {
  /** As the server takes it: names without quotes are in lower case. */
  readonly name: readonly string[];
  readonly at: number;
  readonly end: number;
  /** The statement calls it by another name from here on. */
  readonly hasAlias: boolean;
}

export interface ReadParameter {
  readonly number: number;
  readonly at: number;
  readonly end: number;
}

/** A name behind a dot, as in `(x).name`, that is not known to be harmless should the server take it for a function. */
export interface Dotted {
  readonly name: string;
  readonly at: number | null;
}

export type Reading =
  | {
      readonly kind: "passed";
      readonly tables: readonly ReadMention[];
      readonly parameters: readonly ReadParameter[];
      readonly dotted: readonly Dotted[];
      /** Where the statement ends; only a semicolon and comments follow. */
      readonly end: number;
      /** It is `SELECT <one expression> AS ts_policy` and nothing else. */
      readonly isPolicy: boolean;
      /** Names of functions in it that give another value each time. */
      readonly chance: readonly string[];
    }
  | { readonly kind: "refused"; readonly reason: string; readonly at: number | null; readonly syntax: boolean };

/** Thrown inside the walk; `at` is an offset in bytes. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly at: number | null;

  constructor(reason: string, at: number | null) {
    super(reason);
    this.at = at;
  }
}
