/** What the data itself tells of the time before anybody looked: when loads came, and what a dataset was like day by day. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Limits } from "#lib/engine/engine.ts";
import { instantOf } from "#lib/engine/zone.ts";
import { runStatement, type StatementRunner } from "#lib/observe/statements.ts";
import type { Subject, Subjects } from "#lib/observe/subject.ts";
import { periodOf } from "#lib/quality/cadence.ts";
import { distributionOf } from "#lib/quality/distribution.ts";
import type { DatasetUpdate, PeriodValue } from "#lib/store/evidence.ts";

const DAY_MS = 86_400_000;
const DAYS = 90;
/** With more different times than this in 90 days a column tells when rows changed, and not when loads came. */
const MOST_LOADS = 2_500;
const MOST_CELLS = 10_000;

export interface BackfillDeps {
  readonly statements: StatementRunner;
  readonly subjects: Pick<Subjects, "all">;
  readonly now: () => Date;
}

/** One arrival for each load time in the freshness column; none where the column tells something else. */
export async function pastArrivals(
  { statements, now }: BackfillDeps,
  { id, contract, timezone }: Subject,
  limits: Limits,
): Promise<readonly DatasetUpdate[]> {
  const column = contract.columns.find(({ name }) => name === contract.freshness?.column);
  if (column === undefined || column.logicalType === "date") return [];
  const name = quoted(column.name);
  const text = `SELECT DISTINCT ${name} AS loaded FROM ${quoted(contract.name)} WHERE ${name} IS NOT NULL ORDER BY loaded DESC LIMIT ${MOST_LOADS + 1}`;
  const outcome = await runStatement(statements, text, { limit: MOST_LOADS + 1, limits });
  if (outcome.kind !== "ran") return [];
  const since = now().getTime() - DAYS * DAY_MS;
  const times = outcome.page.rows.flatMap(([cell]) => instant(cell, timezone) ?? []);
  const oldest = times.at(-1);
  // As many as could be read, and still not 90 days of them.
  if (times.length > MOST_LOADS && oldest !== undefined && oldest > since) return [];
  return times
    .filter((at) => at >= since && at <= now().getTime())
    .map((at) => new Date(at).toISOString())
    .map((at) => ({ datasetId: id, at, evidence: "data" as const, newest: at, isBackfilled: true }));
}

/** Cells hold times as RFC 3339; those without a zone are read in the source's. */
function instant(cell: unknown, timezone: string): number | null {
  if (typeof cell !== "string") return null;
  const at = /(?:Z|[+-]\d{2}:?\d{2})$/.test(cell) ? Date.parse(cell) : (instantOf(cell, timezone)?.getTime() ?? Number.NaN);
  return Number.isNaN(at) ? null : at;
}

interface History {
  readonly dataset: string;
  readonly day: string;
}

/**
 * The dataset that keeps what this one was day by day, if the catalog has one: it has every column of this one in the same type, one
 * column more, which is a date, and that date together with this one's key is unique in it.
 */
export function findHistory(contract: DatasetContract, all: readonly DatasetContract[]): History | null {
  const key = contract.columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => foldName(name));
  if (key.length === 0) return null;
  const own = new Map(contract.columns.map((column) => [foldName(column.name), column.logicalType]));
  const found = all.flatMap((candidate): History[] => {
    if (candidate.name === contract.name || candidate.columns.length !== own.size + 1) return [];
    const [extra, ...others] = candidate.columns.filter(({ name }) => !own.has(foldName(name)));
    if (extra === undefined || others.length > 0 || extra.logicalType !== "date") return [];
    if (candidate.columns.some(({ name, logicalType }) => name !== extra.name && own.get(foldName(name)) !== logicalType)) return [];
    const wanted = [...key, foldName(extra.name)].sort().join();
    return uniqueKeys(candidate).some((names) => names.map(foldName).sort().join() === wanted)
      ? [{ dataset: candidate.name, day: extra.name }]
      : [];
  });
  return found.length === 1 ? (found[0] ?? null) : null;
}

function uniqueKeys({ columns, checks }: DatasetContract): readonly (readonly string[])[] {
  const primary = columns.filter(({ primaryKey }) => primaryKey).map(({ name }) => name);
  const checked = checks
    .filter(({ kind, where }) => kind === "unique" && where === null)
    .map(({ params }) => (Array.isArray(params["columns"]) ? params["columns"].map(String) : []));
  return [primary, ...checked];
}

/** A value for each day of a dataset's history, for baselines: its rows, and the rows per value of these columns. */
export async function pastPeriods(
  { statements, subjects, now }: BackfillDeps,
  { id, contract, timezone }: Subject,
  columns: readonly string[],
  limits: Limits,
): Promise<readonly PeriodValue[]> {
  const history = findHistory(
    contract,
    (await subjects.all()).map((subject) => subject.contract),
  );
  if (history === null) return [];
  const [table, day] = [quoted(history.dataset), quoted(history.day)];
  const counted = await runStatement(statements, `SELECT ${day}, count(*) AS n FROM ${table} GROUP BY 1 ORDER BY 1`, {
    limit: MOST_CELLS,
    limits,
  });
  if (counted.kind !== "ran" || counted.more) return [];
  const days = new Map<string, { rows: number; distributions: Record<string, Record<string, number>> }>();
  for (const [date, rows] of counted.page.rows)
    if (typeof date === "string") days.set(date.slice(0, 10), { rows: Number(rows), distributions: {} });
  for (const column of columns) {
    const text = `SELECT ${day}, ${quoted(column)}, count(*) AS n FROM ${table} GROUP BY 1, 2 ORDER BY 1, 2`;
    const outcome = await runStatement(statements, text, { limit: MOST_CELLS, limits });
    if (outcome.kind !== "ran" || outcome.more) continue;
    for (const [date, value, rows] of outcome.page.rows) {
      const entry = typeof date === "string" ? days.get(date.slice(0, 10)) : undefined;
      const counts = [{ value: value === null ? null : String(value), rows: Number(rows) }];
      if (entry !== undefined) entry.distributions[column] = { ...entry.distributions[column], ...distributionOf(counts, 0) };
    }
  }
  return [...days].flatMap(([date, value]): PeriodValue[] => {
    // The middle of the day lies in the period of that day, whatever the deadline.
    const at = instantOf(`${date}T12:00:00.000`, timezone);
    if (at === null || at.getTime() > now().getTime()) return [];
    return [{ datasetId: id, period: periodOf(contract, at), at: at.toISOString(), ...value, leftOut: [] }];
  });
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
