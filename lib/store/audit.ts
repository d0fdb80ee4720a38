/** What is kept of each use of the data: who, which datasets and columns, how much, and how it ended. */

export const AUDIT_ACTIONS = ["rows", "query", "explain", "export"] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export interface AuditActor {
  readonly kind: "anonymous" | "token";
  /** Of the token; `null` for an anonymous reader. */
  readonly id: string | null;
  readonly name: string | null;
}

export interface AuditedDataset {
  /** `null`: no dataset has this name, or none that the reader may know of. */
  readonly id: string | null;
  /** Its name; without an id, what was asked for. */
  readonly name: string;
}

export interface AuditedSql {
  readonly text: string;
  /** How many values came with it. The values themselves are kept nowhere. */
  readonly parameters: number;
}

export interface AuditEvent {
  /** UUIDv7 of `at`. */
  readonly id: string;
  /** When the request came. */
  readonly at: Date;
  readonly actor: AuditActor;
  /** Keyed hash of an anonymous reader's address, so that one reader's events can be told from another's; `null` for a token. */
  readonly address: string | null;
  readonly requestId: string;
  readonly action: AuditAction;
  readonly datasets: readonly AuditedDataset[];
  /** `orders.total`. Of rows and exports those in the answer; of a statement all that it could have read. */
  readonly columns: readonly string[];
  /** What was in force, in short: `orders.email: partial`, `orders: rows`. */
  readonly policies: readonly string[];
  /** `csv`, `json` …; `null` when it did not get that far. */
  readonly format: string | null;
  /** Rows and bytes of data (before packing) that were handed to the connection; `null`: none were. */
  readonly rows: number | null;
  readonly bytes: number | null;
  /** From the request to the last byte, or to the failure. */
  readonly ms: number;
  /** `ok`, `not-modified`, `cancelled` (the client went away), or the code of the error. */
  readonly outcome: string;
  /** Of `query` and `explain`; kept for 30 days. */
  readonly sql: AuditedSql | null;
}

export interface AuditQuery {
  /** Events of this token alone. */
  readonly actorId?: string;
  /** Id or name of a token, or `anonymous`. */
  readonly actor?: string;
  /** Id or name of a dataset; folds case, `-` and `_`. */
  readonly dataset?: string;
  readonly action?: AuditAction;
  readonly outcome?: string;
  /** From here on, and before. */
  readonly since?: Date;
  readonly until?: Date;
  readonly limit: number;
  /** Id of the last event of the page before. */
  readonly after: string | null;
}

export interface AuditPage {
  /** Newest first. */
  readonly items: readonly AuditEvent[];
  readonly hasMore: boolean;
}

/** How long the text of a statement is kept. */
export const AUDIT_TEXT_DAYS = 30;
