import { csvLine, csvText } from "#lib/engine/csv-line.ts";
import type { RowsAnswer } from "#lib/query/rows.ts";

/** The best first. */
export const ROW_TYPES = ["application/json", "text/csv", "application/x-ndjson"] as const;

export type RowType = (typeof ROW_TYPES)[number];

const CONTENT_TYPES = {
  "application/json": "application/json",
  "text/csv": "text/csv; charset=utf-8; header=present",
  "application/x-ndjson": "application/x-ndjson",
} as const satisfies Record<RowType, string>;

/** A page of rows as it is sent. */
export interface FormedRows extends Pick<RowsAnswer, "next" | "total"> {
  readonly body: Buffer;
  readonly contentType: string;
  /** How many rows it has. */
  readonly rows: number;
}

export function formRows(type: RowType, answer: RowsAnswer): FormedRows {
  const { next, total, rows } = answer;
  return { body: Buffer.from(textOf(type, answer)), contentType: CONTENT_TYPES[type], next, total, rows: rows.length };
}

function textOf(type: RowType, { columns, rows, next, total }: RowsAnswer): string {
  switch (type) {
    case "application/json": {
      const page = JSON.stringify({ next, total });
      return `{"data":[${jsonRows(columns, rows).join(",")}],"columns":${JSON.stringify(columns)},"page":${page}}`;
    }
    case "application/x-ndjson":
      return jsonRows(columns, rows)
        .map((row) => `${row}\n`)
        .join("");
    case "text/csv": {
      const head = csvLine(columns.map(({ name }) => name));
      return head + rows.map((row) => csvLine(columns.map(({ type: kind }, index) => csvText(row[index], kind)))).join("");
    }
  }
}

/** Written here and not by way of objects: it is half of the work of a page, and keeps the order of columns that are called `1` or `__proto__`. */
function jsonRows(columns: RowsAnswer["columns"], rows: RowsAnswer["rows"]): string[] {
  const heads = columns.map(({ name }, index) => `${index === 0 ? "{" : ","}${JSON.stringify(name)}:`);
  return rows.map((row) => {
    let text = "";
    for (const [index, head] of heads.entries()) text += head + jsonValue(row[index]);
    return `${text}}`;
  });
}

function jsonValue(value: unknown): string {
  if (value === null || value === undefined) return "null";
  return typeof value === "number" && Number.isFinite(value) ? String(value) : JSON.stringify(value);
}
