/** Rows as a workbook of one sheet. The engine writes the XML of the rows; here it is only packed. */
import { DuckDBTypeId as Id } from "@duckdb/node-api";
import { isTimestamp } from "#lib/engine/duckdb/canonical-text.ts";
import type { CopyColumn } from "#lib/engine/duckdb/encode/copy-select.ts";
import type { Spool } from "#lib/engine/duckdb/encode/spool.ts";
import { longTextSql, xlsxCellSql } from "#lib/engine/duckdb/encode/xlsx-cell.ts";
import { SHEET_FOOT, sheetHead, WORKBOOK_PARTS } from "#lib/engine/duckdb/encode/xlsx-parts.ts";
import { zipFile } from "#lib/engine/duckdb/encode/zip-file.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";

/** With the row of names. */
const SHEET_ROWS = 1_048_576;
const SHEET_COLUMNS = 16_384;
const CELL_CHARACTERS = 32_767;

/** Enough rows to see that there are too many. */
export const XLSX_MOST = SHEET_ROWS;

/** The file's bytes. Refuses what no sheet can hold before the first of them. */
export async function* xlsxFile(spool: Spool, columns: readonly CopyColumn[]): AsyncGenerator<Uint8Array> {
  if (columns.length > SHEET_COLUMNS) throw unfit(`more than ${count(SHEET_COLUMNS)} columns`);
  if (spool.rows > SHEET_ROWS - 1) throw unfit(`more rows than the ${count(SHEET_ROWS)} of a sheet, names included`);
  const long = await findLongCell(spool, columns);
  if (long !== null) throw unfit(`a text of more than ${count(CELL_CHARACTERS)} characters in ${long}`);
  yield* zipFile([
    ...Object.entries(WORKBOOK_PARTS).map(([name, text]) => ({ name, content: [Buffer.from(text)] })),
    { name: "xl/worksheets/sheet1.xml", content: sheet(spool, columns) },
  ]);
}

function unfit(what: string): Fault {
  const sentence = `A spreadsheet cannot hold this: it has ${what}. Filter the rows or choose fewer columns, or export CSV or Parquet.`;
  return new Fault("unfit", what, { sentence, details: [] });
}

const count = (value: number) => value.toLocaleString("en");

/** The name of a column with a text that is too long, counted in UTF-16 units as spreadsheets do. */
async function findLongCell(spool: Spool, columns: readonly CopyColumn[]): Promise<string | null> {
  for (const [index, { type, name }] of columns.entries()) {
    const text = longTextSql(type, `c${index}`);
    if (text === null) continue;
    const units = `length(${text}) + length(regexp_replace(${text}, '[^\\x{10000}-\\x{10FFFF}]', '', 'g'))`;
    const isLong = await spool.readOne(`bool_or(CASE WHEN strlen(${text}) > ${CELL_CHARACTERS} THEN ${units} > ${CELL_CHARACTERS} END)`);
    if (isLong === true) return name;
  }
  return null;
}

async function* sheet(spool: Spool, columns: readonly CopyColumn[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(
    sheetHead(
      columns.map(({ name }) => name),
      columns.map(widthOf),
    ),
  );
  const cells = columns.map(({ type }, index) => xlsxCellSql(type, `c${index}`));
  for await (const chunk of spool.read(`concat('<row>', ${cells.join(", ")}, '</row>')`)) {
    yield Buffer.from(chunk.getColumnVector(0).toArray().join(""));
  }
  yield Buffer.from(SHEET_FOOT);
}

/** Wide enough for a time: one that does not fit is shown as `####`. */
function widthOf({ type, name }: CopyColumn): number {
  const least = isTimestamp(type) ? 24 : type.typeId === Id.DATE ? 12 : type.typeId === Id.VARCHAR ? 20 : 10;
  return Math.min(60, Math.max(least, name.length + 2));
}
