/** What PostgreSQL and the way to it say when something fails → an answer for a reader. The server's own words stay in the cause. */
import { AppError, isAppError } from "#lib/errors.ts";

/** SQLSTATE, or Node's code of a broken connection. */
export function codesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap(codesOf);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? [error.code] : [];
}

const NETWORK = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ECONNRESET", "EPIPE", "ENOENT"];
const GONE = /terminat|connection (?:ended|error|timeout)|timeout expired|not queryable|closed the connection|socket/i;

/** Whether the server, and not the question, is what failed. */
export function isConnectionFailure(error: unknown): boolean {
  const codes = codesOf(error);
  if (codes.some((code) => NETWORK.includes(code) || /^(?:08|28|57P|3D|53300)/.test(code))) return true;
  return codes.length === 0 && error instanceof Error && GONE.test(error.message);
}

/** @param source id of the source in the catalog */
export function connectFailure(error: unknown, source: string): AppError {
  if (isAppError(error)) return error;
  const codes = codesOf(error);
  const has = (pattern: RegExp) => codes.some((code) => pattern.test(code));
  const why = has(/^28/)
    ? "it refuses the user or the password that Touchstone was given"
    : has(/^3D/)
      ? "it has no such database"
      : has(/^53300/)
        ? "it has no connection left"
        : has(/^57P03/)
          ? "it is starting or stopping"
          : has(/ENOTFOUND|EAI_AGAIN/)
            ? "its host is not known"
            : has(/ECONNREFUSED|ENOENT/)
              ? "nothing answers at its address"
              : "it did not answer in time, or the connection broke";
  const message = `The database of the source ${source} cannot be reached: ${why}. Try again later.`;
  return new AppError("TS-DATA-002", message, { cause: error, headers: { "Retry-After": "5" } });
}

const SENTENCES: readonly (readonly [RegExp, "TS-DATA-002" | "TS-DATA-003" | "TS-DATA-005", string])[] = [
  [/^57014$/, "TS-DATA-003", "The query was stopped because it took too long. Ask for fewer rows or columns."],
  [/^55P03$/, "TS-DATA-003", "The table is locked by somebody who is changing it. Try again in a moment."],
  [
    /^(?:53200|53100|53400|54)/,
    "TS-DATA-005",
    "The query needed more memory or disk space than the database gives it. Ask for less at once.",
  ],
  [/^(?:40|25P03)/, "TS-DATA-002", "The database ended the query in favour of other work. Try again in a moment."],
  [/^42501$/, "TS-DATA-002", "Touchstone's user may not read this in the database. Whoever runs it can grant SELECT."],
  [/^42(?:P01|703|883|804)$/, "TS-DATA-002", "The table has changed in the database, or is gone. Try again in a moment."],
];

/** An answer to what failed while a question of Touchstone's own ran. */
export function queryFailure(error: unknown, source: string): AppError {
  if (isAppError(error)) return error;
  if (isConnectionFailure(error)) return connectFailure(error, source);
  const [code = ""] = codesOf(error);
  for (const [pattern, answer, sentence] of SENTENCES) if (pattern.test(code)) return new AppError(answer, sentence, { cause: error });
  return new AppError("TS-DATA-002", "The data of this dataset could not be read from its database.", { cause: error });
}

/** A bound or an absent table is not the fault of who wrote the statement. */
const NOT_OF_THE_TEXT = /^(?:42501|57014|55P03|53|54|40|25|08|57|58|28|3D|F0|XX)/;

const REDACTED: readonly (readonly [RegExp, string])[] = [
  [/^22012$/, "A number was divided by zero."],
  [/^22003$/, "A number is too large or too small for its type."],
  [/^22(?:P02|007|008|018)$/, "A value could not be converted to another type."],
  [/^21000$/, "A subquery that stands for one value gave more than one row."],
  [/^22/, "A function was given a value that it cannot work with."],
];

export interface StatementFailure {
  readonly sentence: string;
  /** Place in the SQL that was sent, in characters from 1; `null`: not told. */
  readonly position: number | null;
}

/**
 * What of a failure is for the reader who wrote the statement. `null`: it is not the statement's.
 * @param isProtected values stay untold: what the server says before it reads rows (class 42) holds none
 */
export function statementFailure(error: unknown, isProtected: boolean): StatementFailure | null {
  if (!(error instanceof Error) || isAppError(error) || isConnectionFailure(error)) return null;
  const [code = ""] = codesOf(error);
  if (code.length !== 5 || NOT_OF_THE_TEXT.test(code)) return null;
  const at = "position" in error && typeof error.position === "string" ? Number(error.position) : null;
  if (!isProtected || /^42/.test(code)) return { sentence: sentenceOf(error.message), position: at };
  const told = REDACTED.find(([pattern]) => pattern.test(code))?.[1] ?? "The database cannot run this.";
  return { sentence: `${told} Which value is not told, because a policy protects this data.`, position: null };
}

function sentenceOf(message: string): string {
  const line = message.replace(/\s+/g, " ").trim();
  const words = line === "" ? "The database cannot run this" : `${line.charAt(0).toUpperCase()}${line.slice(1)}`;
  const short = words.length > 400 ? `${words.slice(0, 400)}…` : words;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
