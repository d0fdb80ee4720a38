/** What Trino says went wrong, as an error for the reader. */
import { AppError } from "#lib/errors.ts";

interface Said {
  readonly message: string;
  readonly errorName: string;
  readonly errorType: string;
  readonly errorLocation?: { readonly lineNumber: number; readonly columnNumber: number } | undefined;
}

export class TrinoFailure extends Error {
  override readonly name = "TrinoFailure";
  readonly said: Said;

  constructor(said: Said) {
    super(said.message);
    this.said = said;
  }
}

export function sourceDown(sourceId: string, cause: unknown): AppError {
  return new AppError("TS-DATA-002", `The source ${sourceId} does not answer at the moment. Try again in a moment.`, { cause });
}

export function policyClosed(cause?: unknown): AppError {
  return new AppError("TS-ACCESS-001", "The row policy of this dataset cannot be applied, so its rows are closed. Tell its owner.", {
    cause,
  });
}

export interface FailureContext {
  readonly sourceId: string;
  /** Values in Trino's words may be hidden ones. */
  readonly isProtected: boolean;
  /** Values of a filter were sent along. */
  readonly isFiltered?: boolean;
  /** The place in the reader's text of a place in what was sent; `null`: it lies in what was added. Absent: the text is none of theirs. */
  readonly place?: (line: number, column: number) => { readonly line: number; readonly column: number } | null;
}

/** Anything that is thrown on the way, for the reader. What is not Trino's word about the statement stays as it is. */
export function failureOf(error: unknown, { sourceId, isProtected, isFiltered = false, place }: FailureContext): unknown {
  if (!(error instanceof TrinoFailure)) return error;
  const { errorName, errorType, message, errorLocation } = error.said;
  if (/^EXCEEDED_(?:TIME_LIMIT|CPU_LIMIT)|QUERY_MAX_RUN_TIME/.test(errorName) || /maximum (?:run|execution) time/i.test(message))
    return new AppError("TS-DATA-003", "The query was stopped because it took longer than one may.", { cause: error });
  if (/EXCEEDED_.*MEMORY|OUT_OF_MEMORY/.test(errorName))
    return new AppError("TS-DATA-005", "The query needed more memory than one query may use.", { cause: error });
  if (/TABLE_NOT_FOUND|SCHEMA_NOT_FOUND|CATALOG_NOT_FOUND/.test(errorName))
    return new AppError("TS-DATA-002", `The source ${sourceId} has no such table, or its user may not read it.`, { cause: error });
  if (isFiltered && /^INVALID_(?:CAST_ARGUMENT|LITERAL)$|^NUMERIC_VALUE_OUT_OF_RANGE$/.test(errorName))
    return new AppError("TS-API-003", "A value of the filter is none of its column's type.", { cause: error });
  if (errorType !== "USER_ERROR" || errorName === "PERMISSION_DENIED")
    return new AppError("TS-DATA-002", `The source ${sourceId} could not answer.`, { cause: error });
  if (place === undefined) return new AppError("TS-DATA-002", `The data of the source ${sourceId} could not be read.`, { cause: error });
  const at = errorLocation === undefined ? null : place(errorLocation.lineNumber, errorLocation.columnNumber);
  const sentence = isProtected && !SAFE.test(errorName) ? (KINDS[errorName] ?? "The statement could not be finished.") : clean(message);
  return new AppError("TS-QUERY-001", sentence, {
    cause: error,
    details: at === null ? [] : [{ path: `sql:${at.line}:${at.column}`, message: sentence }],
  });
}

/** Kinds that are found before a row is read: their words hold names and text of the statement only. */
const SAFE =
  /^(?:SYNTAX_ERROR|COLUMN_NOT_FOUND|COLUMN_TYPE_UNKNOWN|TYPE_MISMATCH|FUNCTION_NOT_FOUND|AMBIGUOUS_NAME|EXPRESSION_NOT_(?:AGGREGATE|CONSTANT|SCALAR|IN_DISTINCT)|MISSING_(?:GROUP_BY|OVER|ORDER_BY)|NESTED_(?:AGGREGATION|WINDOW)|INVALID_(?:ARGUMENTS|COLUMN_REFERENCE|WINDOW_FRAME)|NOT_SUPPORTED|MISMATCHED_COLUMN_ALIASES|DUPLICATE_NAMED_QUERY|TYPE_NOT_FOUND)$/;

const KINDS: Readonly<Record<string, string>> = {
  INVALID_CAST_ARGUMENT: "A value could not be converted to the type that was asked for.",
  DIVISION_BY_ZERO: "Something was divided by zero.",
  NUMERIC_VALUE_OUT_OF_RANGE: "A number became too large for its type.",
  INVALID_FUNCTION_ARGUMENT: "A function was given a value that it does not take.",
  SUBQUERY_MULTIPLE_ROWS: "A subquery that may have one row has more.",
};

/** Without `line 1:8: ` and names that Touchstone made. */
function clean(message: string): string {
  const text = message
    .replace(/^line \d+:\d+: /, "")
    .replace(/\btst_dataset_\d+\./g, "")
    .slice(0, 500);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
