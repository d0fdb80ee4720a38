/** What somebody ran, kept in this browser only. */

export interface PastRun {
  readonly sql: string;
  /** RFC 3339. */
  readonly at: string;
  readonly elapsedMs: number;
  /** Rows that came; `null`: it was refused, failed or was stopped. */
  readonly rows: number | null;
}

export const KEPT_RUNS = 100;

/** The newest first. The same statement again takes the place of its last run. */
export function addRun(runs: readonly PastRun[], run: PastRun): readonly PastRun[] {
  return [run, ...runs.filter(({ sql }) => sql !== run.sql)].slice(0, KEPT_RUNS);
}

/** From what storage holds: what was not written by this version is left out. */
export function parseRuns(text: string | null): readonly PastRun[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(kept) ? kept.filter(isRun).slice(0, KEPT_RUNS) : [];
  } catch {
    return [];
  }
}

function isRun(value: unknown): value is PastRun {
  if (typeof value !== "object" || value === null) return false;
  const { sql, at, elapsedMs, rows } = value as Readonly<Record<string, unknown>>;
  const isCount = rows === null || typeof rows === "number";
  return typeof sql === "string" && typeof at === "string" && !Number.isNaN(Date.parse(at)) && typeof elapsedMs === "number" && isCount;
}
