import { type CodeText, ERROR_TEXTS } from "#components/docs/error-texts.ts";
import { PROBLEM_TEXTS } from "#components/docs/problem-texts.ts";
import { PROBLEMS } from "#lib/contract/problem.ts";
import { ERRORS } from "#lib/errors.ts";

export interface CodeEntry extends CodeText {
  readonly code: string;
  readonly title: string;
  /** HTTP status of the answer; `null` for a problem in a catalog file, which is never an answer. */
  readonly status: number | null;
}

/** Errors of answers, in the order of their table. */
export const ERROR_CODES: readonly CodeEntry[] = entriesOf(ERRORS).map(([code, { title, status }]) => ({
  code,
  title,
  status,
  ...ERROR_TEXTS[code],
}));

/** Problems in catalog files, in the order of their table. */
export const PROBLEM_CODES: readonly CodeEntry[] = entriesOf(PROBLEMS).map(([code, title]) => ({
  code,
  title,
  status: null,
  ...PROBLEM_TEXTS[code],
}));

/** Any code, in any case of its letters. */
export function findCode(code: string): CodeEntry | undefined {
  const wanted = code.toUpperCase();
  return [...ERROR_CODES, ...PROBLEM_CODES].find((entry) => entry.code === wanted);
}

function entriesOf<T extends object>(table: T): readonly [keyof T & string, T[keyof T & string]][] {
  const keys = Object.keys(table).filter((key): key is keyof T & string => key in table);
  return keys.map((key) => [key, table[key]]);
}
