/** What a program fetches. */
export type SnippetSubject =
  /** All rows of a dataset, page by page. */
  | { readonly kind: "rows"; readonly url: string }
  /** A dataset as a Parquet file. `file`: where it is written. */
  | { readonly kind: "export"; readonly url: string; readonly file: string }
  /** The rows that a statement answers. */
  | { readonly kind: "query"; readonly url: string; readonly sql: string };

export interface SnippetOptions {
  /** The program sends the token that `TOUCHSTONE_TOKEN` holds. */
  readonly token: boolean;
}

/** Rows of a page; what everybody may have at once. */
export const PAGE_ROWS = 1000;

/** The parts that are there, with empty lines between them. */
export function paragraphs(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false && part !== "").join("\n\n");
}

/** The lines that are there. */
export function lines(...parts: readonly (string | false)[]): string {
  return parts.filter((part) => part !== false).join("\n");
}
