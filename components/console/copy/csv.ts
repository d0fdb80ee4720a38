import { cellText } from "#components/console/cell-text.ts";
import { columnKind } from "#components/console/column-kind.ts";
import type { QueryResult } from "#components/console/query-answer.ts";

export type Table = Pick<QueryResult, "columns" | "rows">;

/** With a head; NULL is nothing, an empty text is `""`, as the exports have it. */
export function toCsv({ columns, rows }: Table): string {
  const head = columns.map(({ name }) => quoted(name, /[",\r\n]/)).join(",");
  const body = rows.map((row) => row.map((value) => (value === null ? "" : quoted(cellText(value), /^$|[",\r\n]/))).join(","));
  return `${[head, ...body].join("\n")}\n`;
}

/** For pasting into a spreadsheet: text that it would run as a formula gets an apostrophe in front. */
export function toTsv({ columns, rows }: Table): string {
  const kinds = columns.map(({ type }) => columnKind(type));
  const safe = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
  const head = columns.map(({ name }) => quoted(safe(name), /["\t\r\n]/)).join("\t");
  const cell = (value: unknown, index: number) => {
    if (value === null) return "";
    const text = cellText(value);
    return quoted(kinds[index] === "number" ? text : safe(text), /["\t\r\n]/);
  };
  return `${[head, ...rows.map((row) => row.map(cell).join("\t"))].join("\n")}\n`;
}

function quoted(text: string, needed: RegExp): string {
  return needed.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
