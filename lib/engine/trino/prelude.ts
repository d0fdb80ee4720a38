/**
 * A statement with the reader's view of each table in front, as CTEs. The name of its CTE takes the place of each mention of a dataset,
 * and the result is read again: no table but ours may be left in it.
 */
import type { GuardedSql } from "#lib/engine/guarded-sql.ts";
import type { Reading } from "#lib/engine/trino/gate/analyze.ts";
import { quoteName } from "#lib/engine/trino/quote.ts";
import { AppError } from "#lib/errors.ts";

export interface Prelude {
  readonly sql: string;
  /** Names of the CTEs. */
  readonly names: readonly string[];
  /** The place in the reader's text of a place in `sql`, both counted from 1; `null`: it lies in what was added. */
  readonly place: (line: number, column: number) => { readonly line: number; readonly column: number } | null;
}

/** A dataset as the reader has it. */
export interface TableView {
  readonly columns: readonly string[];
  readonly query: string;
}

interface Piece {
  readonly text: string;
  /** Offset in the reader's text; `null`: added. */
  readonly from: number | null;
}

/** `tables`: the view of each binding, in the order of `sql.datasets`. */
export function withPrelude(sql: GuardedSql, { mentions, prelude, semicolon }: Reading, tables: readonly TableView[]): Prelude {
  const names = tables.map((_, index) => `tst_dataset_${index}`);
  const isRecursive = prelude.after === "with recursive";
  const entries = tables
    .map(({ columns, query }, index) => {
      // Trino wants the names of columns in every entry of a recursive WITH.
      const named = isRecursive ? ` (${columns.map(quoteName).join(", ")})` : "";
      return `${quoteName(names[index] ?? "")}${named} AS (${query})`;
    })
    .join(", ");
  const pieces: Piece[] = [];
  let at = 0;
  const keep = (to: number) => {
    if (to > at) pieces.push({ text: sql.text.slice(at, to), from: at });
    at = to;
  };
  const edits = mentions.map((mention) => {
    const index = sql.datasets.findIndex(({ name }) => sameName(name, mention.name));
    if (index < 0) throw new AppError("TS-QUERY-001", `There is no dataset ${mention.name.join(".")}.`);
    const alias = mention.aliased ? "" : ` AS ${quoteName(mention.name.at(-1) ?? "")}`;
    return { at: mention.at, end: mention.end, text: `${quoteName(names[index] ?? "")}${alias}` };
  });
  const added = prelude.after === "nothing" ? `WITH ${entries} ` : `${entries}, `;
  if (entries !== "") edits.push({ at: prelude.at, end: prelude.at, text: added });
  if (semicolon !== null) edits.push({ at: semicolon, end: semicolon + 1, text: "" });
  for (const edit of edits.sort((a, b) => a.at - b.at)) {
    keep(edit.at);
    pieces.push({ text: edit.text, from: null });
    at = edit.end;
  }
  keep(sql.text.length);
  const text = pieces.map((piece) => piece.text).join("");
  return { sql: text, names, place: (line, column) => placeIn(sql.text, pieces, offsetOf(text, line, column)) };
}

export function sameName(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((part, index) => part.toLowerCase() === (b[index] ?? "").toLowerCase());
}

function offsetOf(text: string, line: number, column: number): number {
  let at = 0;
  for (let count = 1; count < line; count += 1) {
    const end = text.indexOf("\n", at);
    if (end < 0) break;
    at = end + 1;
  }
  return at + column - 1;
}

function placeIn(original: string, pieces: readonly Piece[], offset: number): { line: number; column: number } | null {
  let at = 0;
  for (const { text, from } of pieces) {
    if (offset < at + text.length || (offset === at + text.length && from !== null && from + text.length === original.length)) {
      if (from === null) return null;
      const before = original.slice(0, from + offset - at);
      return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
    }
    at += text.length;
  }
  return null;
}
