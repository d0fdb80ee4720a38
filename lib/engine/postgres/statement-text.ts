/**
 * A checked text on its way into a larger statement. It stays as it is, but for what cannot stand there: the names of tables with a schema
 * give way to the names of our views, which have none, and where no values can be bound, parameters to literals. The places of all of them
 * are known exactly, and the result is read by the grammar again.
 */
import type { SqlParam } from "#lib/engine/guarded-sql.ts";
import type { Gate } from "#lib/engine/postgres/gate/gate.ts";
import type { Reading } from "#lib/engine/postgres/gate/reading.ts";
import { quoteName, quoteText } from "#lib/engine/postgres/quote.ts";
import { AppError } from "#lib/errors.ts";

export interface PreparedText {
  readonly text: string;
  /** Offset in `text` → offset in what the reader wrote. */
  readonly toOriginal: (at: number) => number;
}

interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

export type Passed = Extract<Reading, { kind: "passed" }>;

/** @param nameOf the name of our view for a table of the text; `undefined` for one that is none of the statement's datasets */
export async function prepareText(
  gate: Gate,
  {
    original,
    reading,
    params,
    nameOf,
  }: { original: string; reading: Passed; params: readonly SqlParam[] | null; nameOf: (name: readonly string[]) => string | undefined },
): Promise<PreparedText> {
  const edits: Edit[] = [];
  for (const { name, at, end, hasAlias } of reading.tables) {
    const view = nameOf(name);
    if (view === undefined) {
      const message = `There is no dataset ${name.join(".")} that you may read.`;
      throw new AppError("TS-QUERY-001", message, { details: [{ path: placeIn(original, at), message }] });
    }
    const last = name.at(-1) ?? "";
    if (name.length > 1) edits.push({ at, end, text: `${quoteName(view)}${hasAlias ? "" : ` AS ${quoteName(last)}`}` });
  }
  if (params !== null)
    for (const { number, at, end } of reading.parameters) edits.push({ at, end, text: ` ${literalSql(params[number - 1] ?? null)} ` });
  const text = original.slice(0, reading.end);
  if (edits.length === 0) return { text, toOriginal: (at) => at };
  edits.sort((a, b) => a.at - b.at);
  const prepared = apply(text, edits);
  await verify(gate, prepared, { tables: reading.tables.length, views: new Set(reading.tables.map(({ name }) => nameOf(name) ?? "")) });
  return { text: prepared, toOriginal: (at) => originalOffset(edits, at) };
}

function apply(text: string, edits: readonly Edit[]): string {
  let at = 0;
  const parts: string[] = [];
  for (const edit of edits) {
    parts.push(text.slice(at, edit.at), edit.text);
    at = edit.end;
  }
  return [...parts, text.slice(at)].join("");
}

/** The rewritten text is one statement again, and every table in it is one of our views. */
async function verify(gate: Gate, text: string, wanted: { readonly tables: number; readonly views: ReadonlySet<string> }): Promise<void> {
  const again = await gate.read(text);
  const isSound =
    again.kind === "passed" &&
    again.tables.length === wanted.tables &&
    again.tables.every(({ name }) => name.length === 1 && wanted.views.has(name[0] ?? ""));
  if (isSound) return;
  const message = "A table is named with its schema in a way that cannot be resolved here. Use the plain name of the dataset.";
  throw new AppError("TS-QUERY-002", message, { details: [{ path: "body.sql", message }] });
}

function originalOffset(edits: readonly Edit[], at: number): number {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.at + shift;
    if (at < start) break;
    if (at < start + edit.text.length) return edit.at;
    shift += edit.text.length - (edit.end - edit.at);
  }
  return at - shift;
}

/** `sql:<line>:<column>`, both from 1; a column counts UTF-16 units. */
export function placeIn(text: string, at: number): string {
  const lines = text.slice(0, at).split("\n");
  return `sql:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Without a type, as a value that is bound has none either: the place where it stands decides. Blanks around it keep `u&$1` from being `U&'…'`. */
function literalSql(value: SqlParam): string {
  return value === null ? "NULL" : quoteText(String(value));
}

export function boundValue(value: SqlParam): string | null {
  return value === null ? null : String(value);
}
