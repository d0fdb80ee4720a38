/** What the server tells the console about the reader. */
export interface ConsoleSettings {
  /** Where this Touchstone is reached, for programs that readers copy. */
  readonly origin: string;
  /** The reader is known by a token, so a program needs one, too. */
  readonly token: boolean;
  /** Most rows that come to the grid. */
  readonly maxRows: number;
  /** A query is stopped after so long. */
  readonly timeoutMs: number;
}
