import { cellText } from "#components/console/cell-text.ts";
import { type ColumnKind, columnKind } from "#components/console/column-kind.ts";
import type { Table } from "#components/console/copy/csv.ts";

/** Rows of one statement: databases limit its length. */
const ROWS = 500;
const FIGURE = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * `INSERT` statements, to be run after a table of that name was made. Figures stand as figures, everything else as a text literal that
 * the database casts to the column's type; bytes through `from_base64`.
 * @param table its name, without quotes
 */
export function toInserts({ columns, rows }: Table, table: string): string {
  const kinds = columns.map(({ type }) => columnKind(type));
  const names = columns.map(({ name }) => quoteName(name)).join(", ");
  const head = `INSERT INTO ${quoteName(table)} (${names}) VALUES`;
  const statements: string[] = [];
  for (let at = 0; at < rows.length; at += ROWS) {
    const lines = rows
      .slice(at, at + ROWS)
      .map((row) => `  (${row.map((value, index) => literal(value, kinds[index] ?? "text")).join(", ")})`);
    statements.push(`${head}\n${lines.join(",\n")};\n`);
  }
  return statements.join("\n");
}

function literal(value: unknown, kind: ColumnKind): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  const text = cellText(value);
  if (kind === "number" && FIGURE.test(text)) return text;
  return kind === "bytes" ? `from_base64(${quoteText(text)})` : quoteText(text);
}

const quoteName = (name: string) => `"${name.replaceAll('"', '""')}"`;
const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;
