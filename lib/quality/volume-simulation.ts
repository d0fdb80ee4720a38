/** Lets the automatic volume rule loose on simulated tables, for tests. */
import { defectsOf, isAppended, rowsOf, type SimulatedTable, stepOf } from "#lib/quality/simulated-tables.ts";
import { LEAST_PERIODS, volumeOf } from "#lib/quality/volume.ts";

export interface Rate {
  readonly found: number;
  readonly of: number;
}

export interface SimulatedMonth {
  readonly falseAlarms: Rate;
  /** By name of the defect, one for each period from the second week (the third day of hours) on, when the table is known. */
  readonly defects: ReadonlyMap<string, Rate>;
}

const START = Date.UTC(2026, 9, 5);

/** A month of days, or four days of hours. */
export const periodsOf = (table: SimulatedTable) => (table.kind === "hourly" ? 96 : 30);

export function simulateMonth(
  table: SimulatedTable,
  firstDefect = table.kind === "hourly" ? 49 : isAppended(table) ? 9 : 8,
): SimulatedMonth {
  const rows = rowsOf(table, periodsOf(table));
  const at = (index: number) => new Date(START + index * stepOf(table)).toISOString();
  const periods = rows.map((count, index) => ({ period: at(index), at: at(index), rows: count, leftOut: [] }));
  const isAlarm = (index: number, count: number) =>
    volumeOf({
      check: "volume",
      periods: periods.slice(0, index),
      accepted: [],
      load: { period: at(index), rows: count, isPartial: false },
      threshold: null,
    }).status === "fail";
  let falseAlarms = 0;
  const defects = new Map<string, { found: number; of: number }>();
  for (let index = LEAST_PERIODS; index < rows.length; index += 1) {
    if (isAlarm(index, rows[index] ?? 0)) falseAlarms += 1;
    if (index < firstDefect) continue;
    for (const [name, count] of Object.entries(defectsOf(table, rows.slice(0, index + 1)))) {
      const rate = defects.get(name) ?? { found: 0, of: 0 };
      defects.set(name, { found: rate.found + (isAlarm(index, count) ? 1 : 0), of: rate.of + 1 });
    }
  }
  return { falseAlarms: { found: falseAlarms, of: rows.length - LEAST_PERIODS }, defects };
}

export function addRates(months: readonly SimulatedMonth[]): { readonly falseAlarms: Rate; readonly defects: ReadonlyMap<string, Rate> } {
  const defects = new Map<string, Rate>();
  for (const month of months)
    for (const [name, rate] of month.defects) {
      const sum = defects.get(name) ?? { found: 0, of: 0 };
      defects.set(name, { found: sum.found + rate.found, of: sum.of + rate.of });
    }
  const sum = (pick: (rate: Rate) => number) => months.reduce((total, { falseAlarms }) => total + pick(falseAlarms), 0);
  return { falseAlarms: { found: sum(({ found }) => found), of: sum(({ of }) => of) }, defects };
}
