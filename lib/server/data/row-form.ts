import type { RowsAnswerBody } from "#lib/api/schemas/rows.ts";
import { csvLine, csvText } from "#lib/engine/csv-line.ts";
import type { RowsAnswer } from "#lib/query/rows.ts";
import { weakened } from "#lib/server/data/send-body.ts";
import { entityTag } from "#lib/server/etag.ts";

/** The best first. */
export const ROW_TYPES = ["application/json", "text/csv", "application/x-ndjson"] as const;

export type RowType = (typeof ROW_TYPES)[number];

export interface FormedRows {
  readonly text: string;
  readonly contentType: string;
  readonly tag: string;
}

/** A page of rows in the form that the client likes best. `scopeKey`: a cursor of one reader is of no use to another. */
export function formatRows(type: RowType, { columns, rows, next }: RowsAnswer, scopeKey: string): FormedRows {
  switch (type) {
    case "application/json": {
      const data = JSON.stringify(rows);
      const names = JSON.stringify(columns);
      const page: RowsAnswerBody["page"] = { next, total: null };
      const text = `{"data":${data},"columns":${names},"page":${JSON.stringify(page)}}`;
      // A cursor is encrypted anew each time, so two answers that say the same differ in bytes where there is one.
      const tag = entityTag(JSON.stringify([scopeKey, next !== null, names, data]));
      return { text, contentType: type, tag: next === null ? tag : weakened(tag) };
    }
    case "application/x-ndjson": {
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      return { text, contentType: type, tag: entityTag(`${type}\n${scopeKey}\n${next !== null}\n${text}`) };
    }
    case "text/csv": {
      const head = csvLine(columns.map(({ name }) => name));
      const lines = rows.map((row) => csvLine(columns.map((column) => csvText(row[column.name], column.type))));
      const text = head + lines.join("");
      return {
        text,
        contentType: "text/csv; charset=utf-8; header=present",
        tag: entityTag(`${type}\n${scopeKey}\n${next !== null}\n${text}`),
      };
    }
  }
}
