import { UsageError } from "#lib/cli/command.ts";
import { parseRecords, shapeOf, sniffDelimiter } from "#lib/cli/schema-source/csv-records.ts";
import { readCsvSample } from "#lib/cli/schema-source/csv-sample.ts";
import { CsvColumn } from "#lib/cli/schema-source/csv-type.ts";
import { formatPlural } from "#lib/format.ts";
import type { TableColumn } from "#lib/intake/table-schema.ts";

export interface CsvOptions {
  /** `null`: found out. */
  readonly delimiter: string | null;
  /** `false`: the first line is a row. `null`: found out. */
  readonly header: boolean | null;
}

export interface CsvTable {
  readonly columns: readonly TableColumn[];
  /** What was seen, and how much was looked at. */
  readonly remarks: readonly string[];
}

/**
 * Columns of a CSV file. Types are guessed from the first megabytes and some parts of the rest; what else is seen there becomes a
 * remark and never a promise, because the next row may be different.
 * @throws UsageError for what is no text with rows.
 */
export async function readCsv(path: string, options: CsvOptions): Promise<CsvTable> {
  const { head, isWhole, parts, encoding } = await readCsvSample(path);
  const delimiter = options.delimiter ?? (await sniffDelimiter(head, isWhole));
  const records = await parseRecords(head, delimiter, isWhole);
  const [first] = records;
  if (first === undefined) throw new UsageError(`${path} has no rows.`);
  const hasHeader = options.header ?? looksLikeHeader(first, records.slice(1, 1_000));
  const names = uniqueNames(hasHeader ? first : first.map(() => ""));
  const rows = hasHeader ? records.slice(1) : records;
  const columns = names.map(() => new CsvColumn());
  const ragged = rows.filter((row) => !addRow(row, columns)).length;
  let seen = rows.length;
  for (const part of parts) {
    const more = await parseRecords(part, delimiter, false);
    // A part that begins inside of a quoted text has other columns, and says nothing.
    if (shapeOf(more).columns !== names.length || shapeOf(more).share < 1) continue;
    for (const row of more) addRow(row, columns);
    seen += more.length;
  }
  return {
    columns: names.map((name, index) => toColumn(name, columns[index], seen)),
    remarks: [
      `Types are guessed from ${formatPlural(seen, "row")}, ${isWhole ? "the whole file" : seen === 1 ? "which is a part of the file" : "which are a part of the file"}. Nothing here is a promise but the columns and their types.`,
      ...(hasHeader ? [] : ["The file has no line of names, so the columns are named by their place."]),
      ...(encoding === null ? [] : [`The file is ${encoding}. Touchstone reads UTF-8: save it so.`]),
      ...(delimiter === "," ? [] : [`Fields are parted by ${delimiter === "\t" ? "tabs" : `\`${delimiter}\``}.`]),
      ...(ragged === 0 ? [] : [`${formatPlural(ragged, "row")} with another number of fields.`]),
      ...seenOf(names, columns, seen),
    ],
  };
}

function addRow(row: readonly string[], columns: readonly CsvColumn[]): boolean {
  if (row.length !== columns.length) return false;
  for (const [index, text] of row.entries()) columns[index]?.add(text);
  return true;
}

function toColumn(name: string, column: CsvColumn | undefined, seen: number): TableColumn {
  const values = seen >= 50 ? (column?.values ?? null) : null;
  const comment =
    column?.isEmpty !== false
      ? "empty in all rows seen"
      : column.hasCommaNumbers && column.type === "VARCHAR"
        ? "numbers with a decimal comma, which are read as text"
        : values === null
          ? null
          : `seen: (${values.join("|")})`;
  return { name, type: column?.type ?? "VARCHAR", required: false, description: null, values: null, comment };
}

function seenOf(names: readonly string[], columns: readonly CsvColumn[], seen: number): readonly string[] {
  if (seen < 2) return [];
  const never = names.filter((_, index) => columns[index]?.isNeverEmpty);
  const unique = names.filter((_, index) => columns[index]?.isNeverEmpty && columns[index]?.isUnique && columns[index]?.type !== "DOUBLE");
  return [
    ...(unique.length === 0 ? [] : [`Different in each row seen: ${listOf(unique)}. If that is meant, write (PK) or (UNIQUE).`]),
    ...(never.length === 0
      ? []
      : [
          `Never empty in the rows seen: ${never.length === names.length ? "all columns" : listOf(never)}. If that is meant, write (NOT NULL).`,
        ]),
  ];
}

const listOf = (names: readonly string[]) =>
  names.length > 12 ? `${names.slice(0, 12).join(", ")} and ${names.length - 12} more` : names.join(", ");

/** Names are no values. Where rows have numbers or dates below them that is enough; else they must differ, and not come back as values. */
function looksLikeHeader(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const trimmed = first.map((name) => name.trim());
  const named = trimmed.filter((name) => name !== "");
  if (named.length * 2 < trimmed.length || named.some((name) => typeOf([name]) !== "VARCHAR" || name.length > 128 || /[\r\n]/.test(name)))
    return false;
  const below = trimmed.map((_, index) => rows.flatMap((row) => row[index] ?? []));
  if (below.some((texts) => typeOf(texts) !== "VARCHAR")) return true;
  return (
    new Set(named).size === named.length &&
    (rows.length === 0 || !trimmed.every((name, index) => below[index]?.some((text) => text.trim() === name)))
  );
}

function typeOf(texts: readonly string[]): string {
  const column = new CsvColumn();
  for (const text of texts) column.add(text);
  return column.type;
}

/** Names as DuckDB makes them for columns without one; a name that comes twice gets a number. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    const wanted = name.replace(/\s+/g, " ").trim() || `column${String(index).padStart(String(names.length - 1).length, "0")}`;
    let unique = wanted;
    for (let number = 1; taken.has(unique.toLowerCase()); number += 1) unique = `${wanted}_${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
