/** Everything that one row of aggregates answers. What the engine knows without reading is asked first, by itself. */
import type { MeasureValue, ProfileRequest } from "#lib/engine/scan.ts";
import { type Cell, countIf, filterSql, numberOf, type ScanColumn, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import { fieldsOfMeasure } from "#lib/engine/scanning/measures.ts";
import { type Draft, fieldsOfProfile } from "#lib/engine/scanning/profile.ts";
import { countOf } from "#lib/engine/scanning/row-counts.ts";
import { type Counts, isKey, type ScanState, type TableMeasure } from "#lib/engine/scanning/scan-state.ts";
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

/** @param measures those that are answered here, and those that count by value @throws Unmeasurable where not even rows can be counted */
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
    try {
      pass.ask<MeasureValue>(fieldsOfMeasure(measure, state.contextOf(measure)), (outcome) => state.take(measure.id, outcome));
    } catch (error) {
      state.fail(measure.id, error);
    }
  }
  const drafts = askProfiles(pass, state, { wanted: state.request.profile, isStrict: false });
  await pass.answer();
  const unbounded = drafts.filter(({ draft }) => draft.isUnbounded);
  if (unbounded.length === 0) return { rows, drafts, few };
  const again = new Questions(state);
  const strict = askProfiles(again, state, { wanted: unbounded.map(({ wanted }) => wanted), isStrict: true });
  await again.answer();
  return { rows, few, drafts: [...drafts.filter(({ draft }) => !draft.isUnbounded), ...strict] };
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
    const { known, table, sentenceOf } = this.#state;
    if (table.knowsEnds) await this.#askFree();
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

  /** What cannot be told so is asked with the rest. */
  async #askFree(): Promise<void> {
    const { known, sentenceOf } = this.#state;
    const fields = [...new Set(this.#questions.flatMap(({ fields: { free } }) => free ?? []))].filter((field) => !known.has(field));
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
