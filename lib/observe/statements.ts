/** Checks and examples that are SQL: each runs through the gate, as a reader's statement does. */
import type { Limits, SqlPage } from "#lib/engine/engine.ts";
import { isAppError } from "#lib/errors.ts";

export interface StatementRunner {
  /** Runs one read-only statement over datasets by name; at most `limit` rows come back. */
  readonly run: (text: string, limit: number, limits: Limits) => Promise<StatementPage>;
}

export interface StatementPage extends SqlPage {
  /** A dataset that it reads has columns that are classified or masked: none of its values are kept. */
  readonly isDelicate: boolean;
}

export type StatementOutcome =
  /** `more`: there are more than `rows`. */
  | { readonly kind: "ran"; readonly rows: number; readonly more: boolean; readonly page: StatementPage }
  /** It is no statement that can be run: it names what is not there, or is refused. One sentence. */
  | { readonly kind: "refused"; readonly message: string }
  /** It might run another time: too slow, too large, or the source did not answer. */
  | { readonly kind: "stopped"; readonly message: string };

/** Most rows of one statement that are looked at, as for a reader. */
export const EXAMPLE_ROWS = 10_000;
/** Rows that an `sql` check keeps of those that it found. */
export const KEPT_ROWS = 20;

/** Texts that can never run, whoever asks: what is wrong is in them. */
const IN_THE_TEXT = ["TS-QUERY-001", "TS-QUERY-002", "TS-QUERY-003", "TS-QUERY-004", "TS-API-008", "TS-CATALOG-404"] as const;

export async function runStatement(
  runner: StatementRunner,
  text: string,
  { limit, limits }: { readonly limit: number; readonly limits: Limits },
): Promise<StatementOutcome> {
  try {
    const page = await runner.run(text, limit, limits);
    return { kind: "ran", rows: page.rows.length, more: page.more, page };
  } catch (error) {
    if (!isAppError(error)) throw error;
    const isFault = IN_THE_TEXT.some((code) => code === error.code);
    return { kind: isFault ? "refused" : "stopped", message: error.message };
  }
}
