/**
 * Files that the engine writes by itself. Text is made as whole lines in SQL and only written as it is: the engine's own CSV writer
 * looks at every character of every number for something to quote, which costs an eighth of an export.
 */
import { type CsvCell, csvCell, csvFieldSql, csvHead } from "#lib/engine/duckdb/csv-cell.ts";
import type { CopyColumn, CopySource } from "#lib/engine/duckdb/encode/copy-select.ts";
import { jsonObjectSql, jsonTextSql } from "#lib/engine/duckdb/encode/json-text.ts";
import { parquetCellSql } from "#lib/engine/duckdb/encode/parquet-cell.ts";
import { uniqueNames } from "#lib/engine/duckdb/encode/unique-names.ts";
import { isTooWide, tooWide } from "#lib/engine/duckdb/encode/wide-integer.ts";
import { quoteName, quoteText } from "#lib/engine/duckdb/quote.ts";
import type { CopyFormat, CopyResult } from "#lib/engine/engine.ts";

export async function copyInEngine(source: CopySource, format: CopyFormat, path: string): Promise<CopyResult> {
  const { cells, fields, options } = planCopy(source.columns, format);
  const read = source.columns.map((_, index) => `c${index}`).join(", ");
  const made = cells.map((sql, index) => `${sql} AS t${index}`).join(", ");
  // The inner text is on lines of its own, so that a comment at its end does not swallow the bracket.
  const head = `COPY (SELECT ${fields} FROM (SELECT ${made} FROM (\n`;
  const foot = `\n) AS copied(${read}))) TO ${quoteText(path)} (${options}, USE_TMP_FILE false)`;
  const result = await source.send(head, foot).catch((error: unknown) => {
    throw isTooWide(error) ? tooWide() : error;
  });
  return { rows: Number(result.rowsChanged) };
}

interface CopyPlan {
  /** SQL of each cell from its column `c0`, `c1`, …: names of a statement's result may be the same. */
  readonly cells: readonly string[];
  /** What is written, from the cells `t0`, `t1`, … */
  readonly fields: string;
  readonly options: string;
}

/** Lines as they are: nothing is quoted, and there is no delimiter that something would have to be quoted for. */
const LINES = "FORMAT csv, QUOTE '', ESCAPE '', DELIMITER ''";

function planCopy(columns: readonly CopyColumn[], format: CopyFormat): CopyPlan {
  const names = uniqueNames(columns.map(({ name }) => name));
  switch (format.format) {
    case "csv": {
      const cells: readonly CsvCell[] = columns.map(({ type }, index) => csvCell(type, `c${index}`, format.safe));
      const parts = cells.flatMap(({ isPlain }, index) => [
        ...(index === 0 ? [] : ["','"]),
        isPlain ? `t${index}` : csvFieldSql(`t${index}`),
      ]);
      return {
        cells: cells.map(({ sql }) => sql),
        fields: `concat(${parts.join(", ")}) AS ${quoteName(csvHead(names, format.safe))}`,
        options: `${LINES}, HEADER true`,
      };
    }
    case "json":
    case "ndjson": {
      const list = `, PREFIX '[', NEW_LINE ${quoteText(",\n")}, SUFFIX ${quoteText("]\n")}`;
      return {
        cells: columns.map(({ type }, index) => jsonTextSql(type, `c${index}`)),
        fields: jsonObjectSql(names.map((name, index) => ({ name, sql: `t${index}` }))),
        options: `${LINES}, HEADER false${format.format === "json" ? list : ""}`,
      };
    }
    default:
      return {
        cells: columns.map(({ type }, index) => parquetCellSql(type, `c${index}`)),
        fields: names.map((name, index) => `t${index} AS ${quoteName(name)}`).join(", "),
        options: "FORMAT parquet, COMPRESSION zstd",
      };
  }
}
