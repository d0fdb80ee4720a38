/** A scan of one table, the same for all engines: first everything that one pass answers, then what had to wait for it. */
import type { MeasureValue } from "#lib/engine/scan.ts";
import { numberOf, type ScanTable, textOf } from "#lib/engine/scanning/dialect.ts";
import { firstPass } from "#lib/engine/scanning/first-pass.ts";
import { endsOf } from "#lib/engine/scanning/profile.ts";
import { rowsValue } from "#lib/engine/scanning/row-counts.ts";
import { type Counts, type Duplicates, ScanState, type TableRequest } from "#lib/engine/scanning/scan-state.ts";
import { byFrequency, LONGEST_VALUE, secondPass } from "#lib/engine/scanning/second-pass.ts";
import { answerTogether } from "#lib/engine/scanning/together.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

export interface TableResult {
  readonly rows: number;
  readonly measures: readonly (readonly [id: string, value: MeasureValue])[];
  readonly profile: readonly (readonly [column: string, profile: ColumnProfile])[];
}

/** @throws Unmeasurable where not even the rows can be counted; else what the table throws */
export async function runScan(table: ScanTable, request: TableRequest): Promise<TableResult> {
  const state = new ScanState(table, request);
  const measures = await state.measurable();
  // Duplicates of several columns are a question of their own in any case.
  const apart = measures.filter((measure) => measure.kind === "duplicates" && (measure.columns.length > 1 || !table.isOnePass));
  const first = await firstPass(
    state,
    measures.filter((measure) => !apart.includes(measure)),
  );
  for (const measure of apart) if (measure.kind === "duplicates") await countDuplicates(state, measure);
  const profile = await secondPass(state, first);
  for (const measure of measures) if (measure.kind === "counts" && !state.values.has(measure.id)) await countByValue(state, measure);
  return { rows: first.rows, measures: [...state.values], profile };
}

async function countDuplicates(state: ScanState, measure: Duplicates): Promise<void> {
  if (await countBetweenEnds(state, measure)) return;
  const { from, select } = state.table;
  const names = measure.columns.map((name) => state.column(name).sql);
  const conditions = [state.conditionOf(measure), ...names.map((name) => `${name} IS NOT NULL`)].filter((part) => part !== null);
  const groups = `SELECT count(*) AS n FROM ${from} WHERE ${conditions.join(" AND ")} GROUP BY ${names.join(", ")}`;
  await alone(state, measure.id, async () => {
    const [[found, of] = []] = await select(`SELECT count(*), sum(n) FROM (${groups}) AS ts_groups`);
    return rowsValue(numberOf(of) - numberOf(found), numberOf(of));
  });
}

/** Whole numbers that lie close together are ticked off, which takes a sixth of the time. Whether that was done. */
async function countBetweenEnds(state: ScanState, measure: Duplicates): Promise<boolean> {
  const { dialect, from, select, sentenceOf } = state.table;
  const column = state.column(measure.columns[0] ?? "");
  const { low, high, filled } = endsOf(column, dialect);
  const [lowest, highest, count] = [low, high, filled].map((field) => state.known.get(field));
  if (measure.columns.length > 1 || lowest == null || highest == null || count == null) return false;
  const ends = { low: Number(lowest), high: Number(highest), filled: Number(count) };
  const distinct = state.conditionOf(measure) === null ? (dialect.distinctBetween?.(column, ends) ?? null) : null;
  if (distinct === null) return false;
  try {
    const [[found] = []] = await select(`SELECT ${distinct} FROM ${from}`);
    state.take(measure.id, { value: rowsValue(ends.filled - numberOf(found), ends.filled) });
    return true;
  } catch (error) {
    // The statistics say something else than the rows do.
    if (sentenceOf(error) === null) throw error;
    return false;
  }
}

async function countByValue(state: ScanState, measure: Counts): Promise<void> {
  const { dialect, from, select } = state.table;
  const condition = state.conditionOf(measure);
  const where = condition === null ? "" : ` WHERE ${condition}`;
  const text = dialect.cut(dialect.textOf(state.column(measure.column)), LONGEST_VALUE);
  const groups = `SELECT ${text} AS v, count(*) AS n FROM ${from}${where} GROUP BY 1`;
  const all = `SELECT v, n, sum(n) OVER () AS total FROM (${groups}) AS ts_groups`;
  await alone(state, measure.id, async () => {
    const rows = await select(
      `SELECT v, n, total FROM (${all}) AS ts_all ORDER BY n DESC, v LIMIT ${Math.max(1, Math.trunc(measure.most))}`,
    );
    const counts = rows.map(([value, count]) => ({ value: textOf(value), rows: numberOf(count) })).sort(byFrequency);
    return { kind: "counts", counts, others: numberOf(rows[0]?.[2]) - counts.reduce((sum, count) => sum + count.rows, 0) };
  });
}

async function alone(state: ScanState, id: string, run: () => Promise<MeasureValue>): Promise<void> {
  const [outcome] = await answerTogether([run], async () => [await run()], state.sentenceOf);
  if (outcome !== undefined) state.take(id, outcome);
}
