/** Histograms, frequent values and counts of columns with few values, in one more pass over the rows. */
import type { MeasureValue } from "#lib/engine/scan.ts";
import type { Tally, TallyItem } from "#lib/engine/scanning/dialect.ts";
import type { FirstPass } from "#lib/engine/scanning/first-pass.ts";
import { profileOf, secondOf } from "#lib/engine/scanning/profile.ts";
import { type ScanState, tallyKey } from "#lib/engine/scanning/scan-state.ts";
import { answerInParts, type Outcome } from "#lib/engine/scanning/together.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

/** Of one SELECT. */
const MOST_TALLIES = 100;
/** Characters of a value that is counted. */
export const LONGEST_VALUE = 1_000;

export async function secondPass(state: ScanState, { drafts, few }: FirstPass): Promise<readonly (readonly [string, ColumnProfile])[]> {
  const columns = drafts.map(({ column, wanted, draft }) => {
    const known = { ...draft, distinct: state.exactDistinct(column) ?? draft.distinct };
    const second = wanted.values ? secondOf(column, known) : { bins: [], items: [] };
    return { column, name: wanted.column, draft: known, second };
  });
  const counted = few.map(({ measure, nulls }) => {
    const item: TallyItem = { column: state.column(measure.column), edges: null, condition: state.conditionOf(measure) };
    return { measure, nulls, item };
  });
  const tallyOf = await tallyAll(state, [...columns.flatMap(({ second }) => second.items), ...counted.map(({ item }) => item)]);
  for (const { measure, nulls, item } of counted) {
    const outcome = tallyOf(item);
    if ("problem" in outcome) state.take(measure.id, outcome);
    // Others than thought: the engine sorts them out by itself.
    else if (outcome.value !== null)
      state.take(measure.id, { value: countsOf([...outcome.value, ...(nulls === 0 ? [] : [[null, nulls] as const])], measure.most) });
  }
  return columns.map(({ column, name, draft, second }) => {
    const tallies = second.items.map((item) => {
      const outcome = tallyOf(item);
      return "value" in outcome ? outcome.value : null;
    });
    return [name, profileOf(column, draft, second, tallies)];
  });
}

/** Each once, whoever asked for it. */
async function tallyAll(state: ScanState, items: readonly TallyItem[]): Promise<(item: TallyItem) => Outcome<Tally | null>> {
  const unique = new Map(items.map((item) => [tallyKey(item), item] as const).filter(([key]) => !state.tallies.has(key)));
  const run = async (some: readonly TallyItem[]) => await state.table.tally(some);
  const outcomes = await answerInParts([...unique.values()], { most: MOST_TALLIES, sizeOf: () => 1 }, run, state.sentenceOf);
  const found = new Map([...unique.keys()].map((key, index) => [key, outcomes[index]]));
  return (item) => {
    const known = state.tallies.get(tallyKey(item));
    return known === undefined ? (found.get(tallyKey(item)) ?? { problem: "It was not counted." }) : { value: known };
  };
}

export function countsOf(tally: readonly (readonly [string | null, number])[], most: number): MeasureValue {
  const merged = new Map<string | null, number>();
  for (const [key, rows] of tally) {
    const value = key?.slice(0, LONGEST_VALUE).toWellFormed() ?? null;
    merged.set(value, (merged.get(value) ?? 0) + rows);
  }
  const sorted = [...merged].map(([value, rows]) => ({ value, rows })).sort(byFrequency);
  return { kind: "counts", counts: sorted.slice(0, most), others: sorted.slice(most).reduce((sum, { rows }) => sum + rows, 0) };
}

interface Count {
  readonly value: string | null;
  readonly rows: number;
}

/** Of those that are as frequent by their text, NULL last. */
export function byFrequency(a: Count, b: Count): number {
  if (a.rows !== b.rows) return b.rows - a.rows;
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
  return a.value < b.value ? -1 : 1;
}
