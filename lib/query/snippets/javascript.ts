import { javascriptText } from "#lib/query/snippets/literal.ts";
import { lines, PAGE_ROWS, paragraphs, type SnippetOptions, type SnippetSubject } from "#lib/query/snippets/subject.ts";

// biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the program that is written
const HEADERS = "const headers = { Authorization: `Bearer ${process.env.TOUCHSTONE_TOKEN}` };";
const REFUSED = "if (!answer.ok) throw new Error((await answer.json()).detail);";

/** A module for Node 18 or newer; without a token, rows and queries run in a browser as well. */
export function javascriptSnippet(subject: SnippetSubject, { token }: SnippetOptions): string {
  const url = javascriptText(subject.url);
  const given = token ? ", { headers }" : "";
  switch (subject.kind) {
    case "rows":
      return paragraphs(
        token && HEADERS,
        lines(
          "const rows = [];",
          "let cursor = null;",
          "do {",
          `  const url = new URL(${javascriptText(`${subject.url}?limit=${PAGE_ROWS}`)});`,
          '  if (cursor !== null) url.searchParams.set("cursor", cursor);',
          `  const answer = await fetch(url${given});`,
          `  ${REFUSED}`,
          "  const { data, page } = await answer.json();",
          "  rows.push(...data);",
          "  cursor = page.next;",
          "} while (cursor !== null);",
        ),
        "console.log(rows.length, rows[0]);",
      );
    case "export":
      return paragraphs(
        lines('import { createWriteStream } from "node:fs";', 'import { pipeline } from "node:stream/promises";'),
        token && HEADERS,
        lines(
          `const answer = await fetch(${url}${given});`,
          REFUSED,
          `await pipeline(answer.body, createWriteStream(${javascriptText(subject.file)}));`,
        ),
      );
    case "query":
      return paragraphs(
        token && HEADERS,
        `const sql = ${javascriptText(subject.sql)};`,
        lines(
          `const answer = await fetch(${url}, {`,
          '  method: "POST",',
          `  headers: { ${token ? "...headers, " : ""}"Content-Type": "application/json" },`,
          "  body: JSON.stringify({ sql }),",
          "});",
          REFUSED,
          "const { columns, rows } = await answer.json();",
        ),
        "console.log(columns.map(({ name }) => name), rows.length, rows[0]);",
      );
  }
}
