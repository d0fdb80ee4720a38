/** What the names in a statement may be: of functions, of columns, of tables. */
import { CHANCE } from "#lib/contract/chance.ts";
import { functionRefusal, isAggregateOrWindow, makesRows, tableFunctionRefusal } from "#lib/engine/duckdb/gate/functions.ts";
import { foldName, isEngineTable, isEngineWord, looksLikeFile, VALUE_WORDS } from "#lib/engine/duckdb/gate/names.ts";
import type { Tree } from "#lib/engine/duckdb/gate/parse.ts";
import { locationOf, Refusal } from "#lib/engine/duckdb/gate/refusal.ts";

/** `inRow`: in an expression over one row, where nothing may be about several. */
export function checkCall(call: Tree, { inRow }: { readonly inRow: boolean }): void {
  const name = unqualifiedName(call);
  const reason = functionRefusal(name);
  if (reason !== null) throw new Refusal(reason, locationOf(call));
  if (inRow && CHANCE.duckdb.has(foldName(name))) {
    throw new Refusal(`A condition on rows cannot hold ${foldName(name)}, which gives another value each time.`, locationOf(call));
  }
  if (inRow && isAggregateOrWindow(name)) {
    throw new Refusal(`A condition on rows cannot hold ${foldName(name)}, which is about several rows.`, locationOf(call));
  }
  if (inRow && makesRows(name)) {
    throw new Refusal(`A condition on rows cannot hold ${foldName(name)}, which makes several rows of one.`, locationOf(call));
  }
}

export function checkTableCall(call: Tree): void {
  const reason = tableFunctionRefusal(unqualifiedName(call));
  if (reason !== null) throw new Refusal(reason, locationOf(call));
}

/** The parser itself writes `main` before functions that it puts in for syntax such as `[1, 2]`. */
function unqualifiedName({ function_name: name, schema, catalog, query_location }: Tree): string {
  if ((schema !== "" && schema !== "main") || catalog !== "") {
    const reason = `A function is written without a schema before it: ${foldName(String(name)).slice(0, 60)} alone.`;
    throw new Refusal(reason, locationOf({ query_location }));
  }
  return String(name);
}

/** `columns`: folded names that may be used; `null`: whatever the statement's tables have. */
export function checkColumn(column: Tree, columns: ReadonlySet<string> | null): void {
  const parts = Array.isArray(column["column_names"]) ? column["column_names"].map(String) : [];
  if (isEngineWord(parts) && columns?.has(foldName(parts[0] ?? "")) !== true) {
    const word = foldName(parts[0] ?? "");
    const reason = `${word} tells about the server and not about data; for a column of that name write its table before it.`;
    throw new Refusal(reason, locationOf(column));
  }
  if (columns === null) return;
  const first = foldName(parts[0] ?? "");
  if (columns.has(first) || (parts.length === 1 && VALUE_WORDS.has(first))) return;
  throw new Refusal(`${parts.join(".").slice(0, 100)} is no column of this dataset.`, locationOf(column));
}

/** A table's name, or that of a CTE: a CTE is not visible everywhere, and elsewhere its name would mean something else. */
export function checkName(name: readonly string[], location: number | null): void {
  const written = name.join(".").slice(0, 100);
  if (isEngineTable(name)) {
    throw new Refusal(`${written} tells about the server; a statement may only read the catalog's datasets.`, location);
  }
  const isFile = name.length === 1 ? looksLikeFile(name[0] ?? "") : name.some((part) => /[/\\]/.test(part));
  if (isFile) throw new Refusal(`${written} names a file; a statement may only read the catalog's datasets, by their names.`, location);
}
