import { shellWord } from "#lib/query/snippets/literal.ts";
import { lines, PAGE_ROWS, type SnippetOptions, type SnippetSubject } from "#lib/query/snippets/subject.ts";

/** For a POSIX shell. */
export function curlSnippet(subject: SnippetSubject, { token }: SnippetOptions): string {
  const call = (...words: readonly (string | false)[]) =>
    ["curl -sS --fail-with-body", token && '-H "Authorization: Bearer $TOUCHSTONE_TOKEN"', ...words]
      .filter((word) => word !== false)
      .join(" \\\n  ");
  switch (subject.kind) {
    case "rows":
      return lines(
        "# The first page. page.next of an answer is the cursor of the next one: add &cursor=…",
        call(shellWord(`${subject.url}?limit=${PAGE_ROWS}`)),
      );
    case "export":
      return call(`-o ${shellWord(subject.file)}`, shellWord(subject.url));
    case "query":
      return call(
        "-H 'Content-Type: application/json'",
        `--data-raw ${shellWord(JSON.stringify({ sql: subject.sql }))}`,
        shellWord(subject.url),
      );
  }
}
