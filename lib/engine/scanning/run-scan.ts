/** A scan of one table, the same for all engines: first everything that one pass answers, then what had to wait for it. */
import type { MeasureValue } from "#lib/engine/scan.ts";
import { type Cell, numberOf, type ScanTable, textOf } from "#lib/engine/scanning/dialect.ts";
import { firstPass } from "#lib/engine/scanning/first-pass.ts";
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

/**
 * @param known answers of fields that somebody has asked before of the same rows
 * @throws Unmeasurable where not even the rows can be counted; else what the table throws
 */
export async function runScan(table: ScanTable, request: TableRequest, known: ReadonlyMap<string, Cell> = new Map()): Promise<TableResult> {
  const state = new ScanState(table, request, known);
  const measures = await state.measurable();
  const first = await firstPass(state, measures);
  for (const measure of measures) if (measure.kind === "duplicates" && !state.values.has(measure.id)) await countDuplicates(state, measure);
  const profile = await secondPass(state, first);
  for (const measure of measures) if (measure.kind === "counts" && !state.values.has(measure.id)) await countByValue(state, measure);
  return { rows: first.rows, measures: [...state.values], profile };
}

async function countDuplicates(state: ScanState, measure: Duplicates): Promise<void> {
  const { from, select } = state.table;
  const names = measure.columns.map((name) => state.column(name).sql);
  const conditions = [state.conditionOf(measure), ...names.map((name) => `${name} IS NOT NULL`)].filter((part) => part !== null);
  const groups = `SELECT count(*) AS n FROM ${from} WHERE ${conditions.join(" AND ")} GROUP BY ${names.join(", ")}`;
  await alone(state, measure.id, async () => {
    const [[found, of] = []] = await select(`SELECT count(*), sum(n) FROM (${groups}) AS ts_groups`);
    return rowsValue(numberOf(of) - numberOf(found), numberOf(of));
  });
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
