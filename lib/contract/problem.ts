import type { Position } from "#lib/contract/contract.ts";

export type ProblemLevel = "error" | "warning" | "note";

/**
 * Something to say about a catalog file. A value, never thrown: all problems of all files are collected in one run.
 * `error`: the thing at this place was left out (its last good version stays published). `warning`: it was read, but probably
 * not as meant. `note`: how it was read.
 */
export interface Problem {
  /** Stable, documented at `/docs/errors/<code>`. */
  readonly code: ProblemCode;
  readonly level: ProblemLevel;
  readonly position: Position;
  /** One sentence for a person. */
  readonly message: string;
  /** How to mend it, for example `did you mean 'owner'?`. */
  readonly hint: string | null;
  /** The dataset that it concerns, when it concerns one. */
  readonly dataset: string | null;
}

/** Every problem code, with the title of its page. */
export const PROBLEMS = {
  "TS-FILE-001": "The file cannot be read",
  "TS-FILE-002": "The file is too large",
  "TS-FILE-003": "The file is not valid UTF-8",
  "TS-FILE-004": "Not a catalog file",
  "TS-YAML-001": "The file is not valid YAML",
  "TS-YAML-002": "Too many aliases",
  "TS-YAML-003": "Nested too deeply",
  "TS-YAML-004": "The same key twice",
  "TS-SPEC-001": "Unknown key",
  "TS-SPEC-002": "Wrong kind of value",
  "TS-SPEC-003": "Missing key",
  "TS-SPEC-004": "Bad name",
  "TS-SPEC-005": "Value out of range",
  "TS-SPEC-006": "Secret written in the file",
  "TS-COLUMN-001": "Column type not understood",
  "TS-COLUMN-002": "Column constraint not understood",
  "TS-COLUMN-003": "The same column twice",
  "TS-FRESH-001": "Freshness not understood",
  "TS-FRESH-002": "No column tells how fresh the data is",
  "TS-SLA-001": "Not machine-checkable",
  "TS-SLA-002": "How a time was read",
  "TS-LINK-001": "Unknown dataset",
  "TS-LINK-002": "Unknown owner",
  "TS-LINK-003": "Unknown term",
  "TS-LINK-004": "Unknown domain",
  "TS-LINK-005": "Unknown source",
  "TS-LINK-006": "Unknown column",
  "TS-LINK-007": "No data source",
  "TS-LINK-008": "Unknown metric",
  "TS-POLICY-001": "Row policy not understood",
  "TS-POLICY-002": "Unknown attribute",
  "TS-POLICY-003": "Row policy left to chance",
  "TS-DUP-001": "Defined twice",
  "TS-DOC-001": "Documentation file not found",
  "TS-DOC-002": "Documentation is not valid MDX",
  "TS-DOC-003": "Not allowed in documentation",
  "TS-ODCS-001": "How an ODCS contract was read",
  "TS-ODCS-002": "ODCS contract not understood",
  "TS-CHANGE-001": "Breaking change without notice",
  "TS-CHANGE-002": "Breaking change with notice",
  "TS-CHANGE-003": "The revision compared with is broken",
  "TS-LIMIT-001": "Too many datasets",
  "TS-FMT-001": "Cannot be formatted",
  "TS-FMT-002": "Not formatted",
} as const;

export type ProblemCode = keyof typeof PROBLEMS;
