/** Everything that one row of aggregates answers. What the engine knows without reading is asked first, by itself. */
import type { MeasureValue, ProfileRequest } from "#lib/engine/scan.ts";
import { type Cell, countIf, filterSql, numberOf, type ScanColumn, type TallyItem, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { fieldsOfMeasure } from "#lib/engine/scanning/measures.ts";
import { type Draft, endsOf, fieldsOfProfile, knownDraft, secondOf } from "#lib/engine/scanning/profile.ts";
import { countOf, rowsValue } from "#lib/engine/scanning/row-counts.ts";
import { type Counts, type Duplicates, isKey, type ScanState, type TableMeasure, tallyKey } from "#lib/engine/scanning/scan-state.ts";
import { answerInParts, type Fields, type Outcome, selectFields } from "#lib/engine/scanning/together.ts";

export interface FirstPass {
  readonly rows: number;
  readonly drafts: readonly ProfileDraft[];
  /** Columns to be counted that have few values. */
  readonly few: readonly FewValues[];
}

export interface ProfileDraft {
  readonly column: ScanColumn;
  readonly wanted: ProfileRequest;
  readonly draft: Draft;
}

export interface FewValues {
  readonly measure: Counts;
  readonly nulls: number;
}

interface Question {
  readonly fields: Fields<unknown>;
  readonly take: (outcome: Outcome<unknown>) => void;
}

/** Values up to which a column is counted in a pass with others; beyond, the engine sorts them out by itself. */
const MANY = 1_000;
/** Of one SELECT. */
const MOST_FIELDS = 400;

/**
 * Duplicates are left unanswered where they are better looked for by themselves.
 * @throws Unmeasurable where not even rows can be counted
 */
export async function firstPass(state: ScanState, measures: readonly TableMeasure[]): Promise<FirstPass> {
  const pass = new Questions(state);
  let rows = 0;
  const few: FewValues[] = [];
  // First of all: without it nothing can be read.
  pass.ask({ fields: ["count(*)"], free: ["count(*)"], read: ([cell]) => numberOf(cell) }, (outcome) => {
    if ("problem" in outcome) throw new Unmeasurable(outcome.problem);
    rows = outcome.value;
  });
  for (const measure of measures) {
    if (measure.kind === "counts") {
      pass.ask(fieldsOfCounts(state, measure), (outcome) => {
        if ("problem" in outcome) state.take(measure.id, outcome);
        else if (outcome.value.distinct <= MANY) few.push({ measure, nulls: outcome.value.nulls });
      });
      continue;
    }
    if (measure.kind === "duplicates") continue;
    try {
      pass.ask<MeasureValue>(fieldsOfMeasure(measure, state.contextOf(measure)), (outcome) => state.take(measure.id, outcome));
    } catch (error) {
      state.fail(measure.id, error);
    }
  }
  const drafts = askProfiles(pass, state, { wanted: state.request.profile, isStrict: false });
  await pass.askFree(
    measures.flatMap((measure) =>
      isKey(measure) ? Object.values(endsOf(state.column(measure.columns[0] ?? ""), state.table.dialect)) : [],
    ),
  );
  for (const measure of measures) if (measure.kind === "duplicates") askDuplicates(pass, state, measure);
  askTallies(pass, state, measures);
  await pass.answer();
  const unbounded = drafts.filter(({ draft }) => draft.isUnbounded);
  if (unbounded.length === 0) return { rows, drafts, few };
  const again = new Questions(state);
  const strict = askProfiles(again, state, { wanted: unbounded.map(({ wanted }) => wanted), isStrict: true });
  await again.answer();
  return { rows, few, drafts: [...drafts.filter(({ draft }) => !draft.isUnbounded), ...strict] };
}

/** In the pass of all else, where that is the quickest way. */
function askDuplicates(pass: Questions, state: ScanState, measure: Duplicates): void {
  const { dialect, isOnePass } = state.table;
  const column = state.column(measure.columns[0] ?? "");
  const { low, high, filled } = endsOf(column, dialect);
  const ends = { low: numberIn(state.known.get(low)), high: numberIn(state.known.get(high)), filled: numberIn(state.known.get(filled)) };
  // Whole numbers that lie close together are ticked off, which takes a sixth of the time.
  const distinct = isKey(measure) ? (dialect.distinctBetween?.(column, ends) ?? null) : null;
  if (distinct !== null) {
    const fields = {
      fields: [distinct],
      read: ([found]: readonly (Cell | undefined)[]) => rowsValue(ends.filled - numberOf(found), ends.filled),
    };
    pass.ask<MeasureValue>(fields, (outcome) => {
      // Otherwise the statistics say something else than the rows do, and the rows are asked.
      if ("value" in outcome) state.take(measure.id, outcome);
    });
  } else if (isOnePass && measure.columns.length === 1)
    pass.ask<MeasureValue>(fieldsOfMeasure(measure, state.contextOf(measure)), (outcome) => state.take(measure.id, outcome));
}

const numberIn = (cell: Cell | undefined) => (cell === null || cell === undefined ? Number.NaN : Number(cell));

/** What the second pass would count, as far as it is known already what that is. */
function askTallies(pass: Questions, state: ScanState, measures: readonly TableMeasure[]): void {
  const { tallyFields, dialect } = state.table;
  if (tallyFields === undefined) return;
  const items = new Map<string, TallyItem>();
  const add = (item: TallyItem) => items.set(tallyKey(item), item);
  for (const { column: name, values } of state.request.profile) {
    const column = state.find(name);
    const draft = column === undefined || !values ? null : knownDraft(column, dialect, state.known);
    if (column !== undefined && draft !== null) for (const item of secondOf(column, draft).items) add(item);
  }
  for (const measure of measures) {
    if (measure.kind !== "counts") continue;
    const column = state.column(measure.column);
    const distinct = knownDraft(column, dialect, state.known)?.distinct ?? null;
    if (distinct !== null && distinct <= MANY) add({ column, edges: null, condition: state.conditionOf(measure) });
  }
  for (const [key, item] of items)
    pass.ask(tallyFields(item), (outcome) => {
      if ("value" in outcome) state.tallies.set(key, outcome.value);
    });
}

/** Filled once the questions are answered. */
function askProfiles(
  pass: Questions,
  state: ScanState,
  { wanted: all, isStrict }: { readonly wanted: readonly ProfileRequest[]; readonly isStrict: boolean },
): ProfileDraft[] {
  const drafts: ProfileDraft[] = [];
  const keys = state.request.measures.flatMap((measure) => (isKey(measure) ? (state.find(measure.columns[0] ?? "")?.name ?? []) : []));
  for (const wanted of all) {
    const column = state.find(wanted.column);
    if (column === undefined) continue;
    const options = { isDistinctKnown: keys.includes(column.name), isStrict };
    pass.ask(fieldsOfProfile(column, wanted, state.table.dialect, options), (outcome) => {
      if ("value" in outcome) drafts.push({ column, wanted, draft: outcome.value });
    });
  }
  return drafts;
}

function fieldsOfCounts(state: ScanState, measure: Counts): Fields<{ readonly nulls: number; readonly distinct: number }> {
  const column = state.column(measure.column);
  const condition = state.conditionOf(measure);
  const approximate = state.table.dialect.approxDistinct(column);
  const distinct = approximate === null ? String(column.distinct ?? "NULL") : `${approximate}${filterSql(condition)}`;
  const counts = [countIf(condition), countOf(column.sql, condition)];
  return {
    fields: [...counts, distinct],
    free: condition === null ? counts : [],
    read: ([all, filled, found]) => ({
      nulls: numberOf(all) - numberOf(filled),
      distinct: found === null || found === undefined ? Number.POSITIVE_INFINITY : Number(found),
    }),
  };
}

class Questions {
  readonly #state: ScanState;
  readonly #questions: Question[] = [];

  constructor(state: ScanState) {
    this.#state = state;
  }

  ask<T>(fields: Fields<T>, take: (outcome: Outcome<T>) => void): void {
    this.#questions.push({ fields, take: take as (outcome: Outcome<unknown>) => void });
  }

  async answer(): Promise<void> {
    const { known, sentenceOf } = this.#state;
    const open = this.#questions.filter(({ fields, take }) => {
      const value = fields.shortcut?.(known) ?? null;
      if (value !== null) take({ value });
      return value === null;
    });
    const sizeOf = ({ fields }: Question) => fields.fields.filter((field) => !known.has(field)).length;
    const run = async (some: readonly Question[]) =>
      await selectFields(
        some.map(({ fields }) => fields),
        known,
        async (fields) => await this.#select(fields),
      );
    const outcomes = await answerInParts(open, { most: MOST_FIELDS, sizeOf }, run, sentenceOf);
    for (const [index, outcome] of outcomes.entries()) open[index]?.take(outcome);
  }

  /** Before all else, and more of them. What cannot be told so is asked with the rest. */
  async askFree(more: readonly string[]): Promise<void> {
    const { known, sentenceOf, table } = this.#state;
    if (!table.knowsEnds) return;
    const free = new Set([...this.#questions.flatMap(({ fields }) => fields.free ?? []), ...more]);
    const fields = [...free].filter((field) => !known.has(field));
    const outcomes = await answerInParts(
      fields,
      { most: MOST_FIELDS, sizeOf: () => 1 },
      async (some) => await this.#select(some),
      sentenceOf,
    );
    for (const [index, outcome] of outcomes.entries()) {
      const field = fields[index];
      if (field !== undefined && "value" in outcome) known.set(field, outcome.value);
    }
  }

  async #select(fields: readonly string[]): Promise<readonly Cell[]> {
    const { table } = this.#state;
    return (await table.select(`SELECT ${fields.join(", ")} FROM ${table.from}`))[0] ?? [];
  }
}
