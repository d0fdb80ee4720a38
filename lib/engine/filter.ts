/** Which rows are wanted: the tree that PostgREST's filters parse into. Values travel as text; the engine casts them to the column's type. */

export type Comparison = "eq" | "neq" | "gt" | "gte" | "lt" | "lte";

export type Filter =
  | { readonly kind: "compare"; readonly column: string; readonly op: Comparison; readonly value: string }
  /** SQL's LIKE on the column's text: `%` and `_`, a backslash quotes. `insensitive` folds case. */
  | { readonly kind: "like"; readonly column: string; readonly pattern: string; readonly insensitive: boolean }
  | { readonly kind: "in"; readonly column: string; readonly values: readonly string[] }
  | { readonly kind: "is"; readonly column: string; readonly value: "null" | "true" | "false" }
  | { readonly kind: "not"; readonly filter: Filter }
  | { readonly kind: "and" | "or"; readonly filters: readonly Filter[] };

/** Every column that a filter names, each once. */
export function filterColumns(filter: Filter | null): readonly string[] {
  if (filter === null) return [];
  switch (filter.kind) {
    case "not":
      return filterColumns(filter.filter);
    case "and":
    case "or":
      return [...new Set(filter.filters.flatMap(filterColumns))];
    default:
      return [filter.column];
  }
}
