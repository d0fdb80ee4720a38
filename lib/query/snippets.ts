/** Programs that fetch rows, each complete as it stands, with the reader's own address in them. Pure and client-safe. */
import { href } from "#lib/href.ts";
import { curlSnippet } from "#lib/query/snippets/curl.ts";
import { javascriptSnippet } from "#lib/query/snippets/javascript.ts";
import { pandasSnippet, pythonSnippet } from "#lib/query/snippets/python.ts";
import { rSnippet } from "#lib/query/snippets/r.ts";
import type { SnippetOptions, SnippetSubject } from "#lib/query/snippets/subject.ts";

export interface Snippet {
  readonly title: string;
  /** What it needs, in a few words. */
  readonly needs: string;
  readonly language: "bash" | "python" | "r" | "javascript";
  readonly code: string;
}

interface Where extends SnippetOptions {
  /** `https://data.example.com`, without a slash at the end. */
  readonly origin: string;
}

/** All rows of a dataset, page by page. */
export function rowsSnippets({ origin, token }: Where, name: string): readonly Snippet[] {
  return snippetsOf({ kind: "rows", url: origin + href.api.rows(name) }, { token });
}

/** A dataset as a Parquet file, or read from one. */
export function exportSnippets({ origin, token }: Where, name: string): readonly Snippet[] {
  const file = `${name.replace(/[^A-Za-z0-9._-]+/g, "_").replace(/^[.-]+/, "")}.parquet`;
  return snippetsOf({ kind: "export", url: origin + href.api.export(name, "parquet"), file }, { token });
}

/** The rows of a statement. Halves of surrogate pairs, which no encoding can carry, are replaced. */
export function querySnippets({ origin, token }: Where, sql: string): readonly Snippet[] {
  return snippetsOf({ kind: "query", url: origin + href.api.query(), sql: sql.toWellFormed() }, { token });
}

function snippetsOf(subject: SnippetSubject, options: SnippetOptions): readonly Snippet[] {
  return [
    { title: "curl", needs: "curl 7.76", language: "bash", code: curlSnippet(subject, options) },
    { title: "Python", needs: "requests", language: "python", code: pythonSnippet(subject, options) },
    { title: "pandas", needs: "requests, pandas, pyarrow", language: "python", code: pandasSnippet(subject, options) },
    { title: "R", needs: "httr2, jsonlite", language: "r", code: rSnippet(subject, options) },
    { title: "JavaScript", needs: "Node 18", language: "javascript", code: javascriptSnippet(subject, options) },
  ];
}
