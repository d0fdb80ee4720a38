/** HUGEINT in files. It is the type of every sum of integers, and neither Arrow nor Parquet has it: both have decimals of 38 digits. */
import { Fault } from "#lib/engine/duckdb/fault.ts";

export const WIDE_DIGITS = 38;

const MOST = "9".repeat(WIDE_DIGITS);
const SENTENCE = `A number has more than the ${WIDE_DIGITS} digits that this format keeps. Export CSV, or cast the column to VARCHAR.`;

/** SQL of `sql`, a HUGEINT, as a decimal of 38 digits. Fails where it has 39. */
export function wideIntegerSql(sql: string): string {
  const type = `DECIMAL(${WIDE_DIGITS}, 0)`;
  return `CASE WHEN ${sql} NOT BETWEEN -${MOST} AND ${MOST} THEN CAST(error('${SENTENCE}') AS ${type}) ELSE CAST(${sql} AS ${type}) END`;
}

/** SQL of whether any of `sql` has 39 digits. */
export function anyTooWideSql(sql: string): string {
  return `bool_or(${sql} NOT BETWEEN -${MOST} AND ${MOST})`;
}

export function tooWide(): Fault {
  return new Fault("unfit", SENTENCE, { sentence: SENTENCE, details: [] });
}

/** Whether the engine failed on a number that is too wide, in whatever words it says so. */
export function isTooWide(error: unknown): boolean {
  return error instanceof Error && error.message.includes(SENTENCE);
}
