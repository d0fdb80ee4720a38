import { parse } from "csv-parse";

/** No sensible record is longer; without a limit one stray quote makes a record of the whole sample. */
const MAX_RECORD = 1024 * 1024;

/** Records of a piece of CSV. A record that is not finished at the end of the text is left out unless the text is whole. */
export async function parseRecords(text: string, delimiter: string, isWhole: boolean): Promise<readonly (readonly string[])[]> {
  const records: (readonly string[])[] = [];
  const parser = parse({
    delimiter,
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD,
    on_record: (record: string[]) => {
      records.push(record);
      return null;
    },
  });
  await new Promise<void>((done) => {
    // Whatever is wrong in the text, the records before it are what was asked for.
    parser.on("error", () => done());
    parser.on("end", done);
    parser.resume();
    if (isWhole) parser.end(text);
    else parser.write(text, () => done());
  });
  parser.destroy();
  return records;
}

const DELIMITERS = [",", ";", "\t", "|"];

/** The delimiter by which most records have the same number of fields, and more than one. */
export async function sniffDelimiter(text: string, isWhole: boolean): Promise<string> {
  const start = text.slice(0, 64 * 1024);
  let best = { delimiter: ",", score: 0 };
  for (const delimiter of DELIMITERS) {
    const records = await parseRecords(start, delimiter, isWhole && start.length === text.length);
    const { columns, share } = shapeOf(records);
    const score = columns < 2 ? 0 : share + columns / 10_000;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

/** The most frequent number of fields, and the share of records that have it. */
export function shapeOf(records: readonly (readonly string[])[]): { readonly columns: number; readonly share: number } {
  const counts = new Map<number, number>();
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [columns = 0, count = 0] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [];
  return { columns, share: records.length === 0 ? 0 : count / records.length };
}
