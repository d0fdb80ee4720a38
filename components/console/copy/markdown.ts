import { cellText } from "#components/console/cell-text.ts";
import { columnKind } from "#components/console/column-kind.ts";
import type { Table } from "#components/console/copy/csv.ts";

/** A table of GitHub's Markdown. NULL is told apart from the text NULL by its slant. */
export function toMarkdown({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return `${[
    line(columns.map(({ name }) => escaped(name))),
    line(columns.map(({ type }) => (columnKind(type) === "number" ? "---:" : "---"))),
    ...rows.map((row) => line(row.map((value) => (value === null ? "*NULL*" : escaped(cellText(value)))))),
  ].join("\n")}\n`;
}

/** Shown as it is: no sign of it means anything. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>|~#&]/g, "\\$&")
    .replaceAll(/\r\n|\n|\r/g, "<br>")
    .replace(/^ +| +$/g, (spaces) => "&nbsp;".repeat(spaces.length));
}
