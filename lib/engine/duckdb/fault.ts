/** What went wrong inside a worker, in the few kinds that the outside tells apart. The engine's own words stay inside. */
import { AppError, type ErrorCode, type ErrorDetail } from "#lib/errors.ts";

export const FAULTS = [
  "gone",
  "damaged",
  "memory",
  "disk",
  "long",
  "cursor",
  "column",
  "value",
  "statement",
  "policy",
  "unfit",
  "interrupted",
  "internal",
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** What a reader may hear instead of the fault's own sentence. */
export interface Told {
  readonly sentence: string;
  readonly details: readonly ErrorDetail[];
}

export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: FaultKind;
  readonly told: Told | null;

  constructor(kind: FaultKind, message: string, told: Told | null = null) {
    super(message);
    this.kind = kind;
    this.told = told;
  }
}

/** `message`: DuckDB's own, whose first words are its kind. */
export function faultKindOf(message: string): FaultKind {
  if (/^Out of Memory Error/.test(message)) return /max_temp_directory_size|disk space/i.test(message) ? "disk" : "memory";
  if (/^INTERRUPT Error|Interrupted!/.test(message)) return "interrupted";
  if (/bad_alloc|failed to allocate|Cannot allocate memory/i.test(message)) return "memory";
  if (/No space left on device/i.test(message)) return "disk";
  // A path that is no file is taken for a folder or a pattern, which the walls refuse.
  if (
    /Cannot access file|No files found|No such file|Cannot open file|Could not open|Permission denied|could not read content/i.test(message)
  )
    return "gone";
  if (/^(Invalid Input|IO|Conversion|Serialization|Not implemented|Out of Range|Binder|INTERNAL|TransactionContext) Error/i.test(message))
    return "damaged";
  return "internal";
}

const ANSWERS: Readonly<Record<FaultKind, readonly [ErrorCode, string]>> = {
  gone: ["TS-DATA-002", "A file of this dataset is gone or cannot be opened. It may just be being replaced: try again in a moment."],
  damaged: ["TS-DATA-002", "A file of this dataset is damaged or not in the format that its name says, so it cannot be read."],
  memory: ["TS-DATA-005", "The query needed more memory than one query may use. Ask for fewer columns or rows, or without an order."],
  disk: ["TS-DATA-005", "The query needed more temporary disk space than one query may use. Ask for fewer columns, or without an order."],
  long: [
    "TS-DATA-005",
    "A row of the answer is longer than 16 million characters, more than one answer carries: select less of it, or take it as a file.",
  ],
  cursor: ["TS-API-005", "This cursor does not belong to this query. Start again without a cursor."],
  column: ["TS-API-003", "A column that was asked for is not in the data."],
  value: ["TS-API-003", "A value does not fit the type of its column."],
  statement: ["TS-QUERY-001", "The statement cannot be run."],
  policy: [
    "TS-ACCESS-001",
    "The row policy of this dataset cannot be applied to its data, so its rows are shown to nobody until its owner corrects it.",
  ],
  unfit: ["TS-QUERY-004", "This format cannot hold these rows. Export CSV or Parquet instead."],
  interrupted: ["TS-DATA-003", "The query was stopped."],
  internal: ["TS-DATA-002", "The data of this dataset could not be read."],
};

/** The answer to a reader. The engine's message is kept as the cause, for the log; it never reaches an answer. */
export function faultError(kind: FaultKind, message: string, told: Told | null = null): AppError {
  const [code, sentence] = ANSWERS[kind];
  return new AppError(code, told?.sentence ?? sentence, { cause: new Error(message), details: told?.details ?? [] });
}
