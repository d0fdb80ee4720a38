/**
 * SQL from outside on its way to an engine. An adapter runs only `GuardedSql`, which only `lib/query/gate.ts` makes: after the adapter's
 * own parser let the text pass (`Analyzed`) and every table in it was found to be a dataset that the reader may read.
 */
import type { SourceEngine } from "#lib/contract/contract.ts";
import type { SelectColumn } from "#lib/engine/engine.ts";
import type { Relation } from "#lib/engine/relation.ts";

/** A value of `?` or `$1`. */
export type SqlParam = string | number | boolean | null;

/** A table that the text names, which is not the name of a CTE where it stands. */
export interface TableMention {
  /** As written, without quotes: `["prod", "orders"]`. */
  readonly name: readonly string[];
  /** Offset of its first character in the text, in UTF-16 units; `null` where the parser does not tell. */
  readonly at: number | null;
}

export type Analyzed =
  /** `parameters`: how many values the text wants. */
  | { readonly kind: "passed"; readonly tables: readonly TableMention[]; readonly parameters: number }
  /** `reason`: one sentence for the reader. `at`: as in `TableMention`. `syntax`: it is no SQL of this dialect at all. */
  | { readonly kind: "refused"; readonly reason: string; readonly at: number | null; readonly syntax: boolean };

/** A row policy for one reader: the expression as its contract has it, in parts, with values of the reader's claims between them. */
export interface RowPolicy {
  /** Text of the source's dialect, or a claim's value, which the adapter writes as a literal of its own type (a list in parentheses). */
  readonly parts: readonly (string | { readonly value: string | number | boolean | readonly string[] })[];
}

/** What a reader gets of a dataset that a statement names. */
export interface DatasetBinding {
  /** As the text names it. Two spellings of one dataset are two bindings. */
  readonly name: readonly string[];
  readonly relation: Relation;
  /** Visible columns, in the contract's order, each with its mask. No other column exists for the statement. */
  readonly columns: readonly SelectColumn[];
  /** `null`: all rows. */
  readonly rows: RowPolicy | null;
  /** It has columns that are hidden from this reader. */
  readonly hides?: true;
}

declare const guarded: unique symbol;

export interface GuardedSql {
  readonly [guarded]: true;
  readonly dialect: SourceEngine;
  /** Unchanged. */
  readonly text: string;
  readonly params: readonly SqlParam[];
  /** All of one source. */
  readonly datasets: readonly DatasetBinding[];
  /** A mask, a hidden column or a row policy is in force: engine errors are told without their values, and plans as names of operators only. */
  readonly isProtected: boolean;
}

/** For `lib/query/gate.ts` and tests of adapters alone. */
export function guardSql(sql: Omit<GuardedSql, typeof guarded | "isProtected">): GuardedSql {
  const isProtected = sql.datasets.some(
    ({ columns, rows, hides }) => hides === true || rows !== null || columns.some(({ mask }) => mask !== null),
  );
  return { ...sql, isProtected } as GuardedSql;
}
