/** Rows of a statement as a file: CSV is written here, every other format is made of it. */
import { once } from "node:events";
import { PassThrough, Readable } from "node:stream";
import { csvLine } from "#lib/engine/csv-line.ts";
import type { CopyFormat, CopyStream, Limits } from "#lib/engine/engine.ts";
import type { Transcode } from "#lib/engine/transcode.ts";
import { textOf } from "#lib/engine/trino/cell.ts";
import type { StatementPage } from "#lib/engine/trino/statement.ts";
import { duckdbTypeOf, parseType, type TrinoType } from "#lib/engine/trino/trino-type.ts";
import { AppError } from "#lib/errors.ts";

export interface CopyOptions {
  readonly format: CopyFormat;
  readonly limits: Limits;
  readonly transcode: Transcode;
  readonly failure: (error: unknown) => unknown;
}

/** Resolves with the first rows, or with the end. */
export async function copyRows(
  open: (limits: Limits) => AsyncGenerator<StatementPage>,
  { format, limits, transcode, failure }: CopyOptions,
): Promise<CopyStream> {
  // Whoever stops reading the file stops the query.
  const left = new AbortController();
  const pages = open({ ...limits, signal: AbortSignal.any([limits.signal, left.signal]) });
  const first = await pages.next().catch((error: unknown) => {
    throw failure(error);
  });
  const columns = first.done === true ? [] : first.value.columns.map(({ name, type }) => ({ name, type: parseType(type) }));
  const safe = format.format === "csv" && format.safe;
  let rows = 0;
  async function* lines(): AsyncGenerator<string> {
    try {
      if (format.format === "csv") yield csvLine(columns.map(({ name }) => guarded(name, safe)));
      for (let page = first; page.done !== true; page = await pages.next()) {
        rows += page.value.rows.length;
        const text = page.value.rows.map((row) => csvLine(columns.map(({ type }, index) => cell(type, row[index], safe)))).join("");
        if (text !== "") yield text;
      }
    } catch (error) {
      throw failure(error);
    } finally {
      await pages.return(undefined);
    }
  }
  const source = Readable.from(lines(), { objectMode: false, highWaterMark: 1 << 20 });
  source.once("close", () => left.abort(new AppError("TS-DATA-003", "The reader of the export went away.")));
  if (format.format !== "csv") {
    const types = columns.map(({ name, type }) => ({ name, duckdbType: duckdbTypeOf(type) }));
    return await transcode(source, types, format, limits);
  }
  const bytes = new PassThrough();
  const { promise: done, resolve, reject } = Promise.withResolvers<{ rows: number }>();
  done.catch(() => {});
  source.once("error", (error) => {
    reject(error);
    bytes.destroy(error);
  });
  bytes.once("close", () => {
    source.destroy();
    reject(new AppError("TS-DATA-003", "The reader of the export went away."));
  });
  source.once("end", () => resolve({ rows }));
  bytes.on("error", () => {});
  source.pipe(bytes);
  await Promise.race([once(bytes, "readable"), done]);
  return { bytes, done, expectedRows: null };
}

function cell(type: TrinoType, value: unknown, safe: boolean): string | null {
  const text = textOf(type, value);
  if (text === null || !safe) return text;
  const number = /^(?:tinyint|smallint|integer|bigint|decimal|double|real)$/.test(type.base);
  return number ? text : guarded(text, safe);
}

/** First characters that make a spreadsheet run a cell, with the wide forms that some read as the same. */
const guarded = (text: string, safe: boolean) => (safe && /^[=+\-@\t\r\n＝＋－＠]/u.test(text) ? `'${text}` : text);
