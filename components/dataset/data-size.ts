import type { DataSize } from "#lib/catalog/views.ts";
import { formatBytes, formatCount, formatPlural } from "#lib/format.ts";

/** Rows that an Excel sheet holds below its head. */
const SHEET = 1_048_575;
const FORMS = { csv: "CSV", parquet: "Parquet", json: "JSON" } as const;

/** `404,057 rows, 31 MB as Parquet`; `about 5,000,000 rows, size unknown`. */
export function sizeWords(size: DataSize | null): string {
  if (size === null) return "Rows and size unknown";
  const { rows, exact, bytes, format } = size;
  const many = rows === null ? "Rows unknown" : exact ? formatPlural(rows, "row") : `About ${formatCount(rounded(rows))} rows`;
  const large = bytes === null ? "size unknown" : `${formatBytes(bytes)}${format === null ? "" : ` as ${FORMS[format]}`}`;
  return `${many}, ${large}`;
}

/** Whether Excel cannot hold it. What is only estimated is let try: the server says it, too. */
export function isTooLongForExcel(size: DataSize | null): boolean {
  return size?.rows != null && size.exact && size.rows > SHEET;
}

/** An estimate with two digits: more would promise more than it knows. */
function rounded(rows: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rows))) - 1);
  return Math.round(rows / power) * power;
}
