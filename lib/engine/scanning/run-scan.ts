/** A scan of one table, the same for all engines: first everything that one pass answers, then what had to wait for it. */
import type { Measure, MeasureValue, ProfileRequest } from "#lib/engine/scan.ts";
import {
  countIf,
  filterSql,
  numberOf,
  type ScanColumn,
  type ScanTable,
  type Tally,
  type TallyItem,
  textOf,
  Unmeasurable,
} from "#lib/engine/scanning/dialect.ts";
import { countOf, fieldsOfMeasure, rowsValue } from "#lib/engine/scanning/measures.ts";
import { type Draft, fieldsOfProfile, profileOf, secondOf } from "#lib/engine/scanning/profile.ts";
import { answerInParts, answerTogether, type Fields, type Outcome, selectFields } from "#lib/engine/scanning/together.ts";
import type { ColumnProfile } from "#lib/quality/profile.ts";

/** Foreign keys are compared elsewhere: they need a second table. */
export type TableMeasure = Exclude<Measure, { readonly kind: "orphans" }>;

export interface TableRequest {
  readonly timezone: string;
  readonly measures: readonly TableMeasure[];
  readonly profile: readonly ProfileRequest[];
}

export interface TableResult {
  readonly rows: number;
  readonly measures: readonly (readonly [id: string, value: MeasureValue])[];
  readonly profile: readonly (readonly [column: string, profile: ColumnProfile])[];
}

/** Values up to which a column is counted in the pass of the others; beyond, the engine sorts them out by itself. */
const MANY = 1_000;
const LONGEST = 1_000;
/** Of one SELECT. */
const MOST_FIELDS = 400;
const MOST_TALLIES = 100;

type Counts = Extract<Measure, { readonly kind: "counts" }>;
type Duplicates = Extract<Measure, { readonly kind: "duplicates" }>;

export async function runScan(table: ScanTable, request: TableRequest): Promise<TableResult> {
  return await new Scan(table, request).run();
}

class Scan {
  readonly #table: ScanTable;
  readonly #request: TableRequest;
  readonly #values = new Map<string, MeasureValue>();
  readonly #conditions = new Map<string, string>();
  readonly #columns: ReadonlyMap<string, ScanColumn>;

  constructor(table: ScanTable, request: TableRequest) {
    this.#table = table;
    this.#request = request;
    // The exact name wins over one that differs in case.
    this.#columns = new Map([
      ...table.columns.map((column) => [column.name.toLowerCase(), column] as const),
      ...table.columns.map((column) => [column.name, column] as const),
    ]);
  }

  async run(): Promise<TableResult> {
    const measures = await this.#measurable();
    const apart = measures.filter((measure): measure is Duplicates => measure.kind === "duplicates" && this.#isApart(measure));
    const counts = measures.filter((measure): measure is Counts => measure.kind === "counts");
    const { rows, drafts, few } = await this.#first(measures, counts, new Set(apart.map(({ id }) => id)));
    for (const measure of apart) await this.#duplicates(measure);
    const profile = await this.#second(drafts, few);
    for (const measure of counts) if (!this.#values.has(measure.id)) await this.#countByValue(measure);
    return { rows, measures: [...this.#values], profile };
  }

  /** Those whose columns and conditions are usable; the others have got their answer. */
  async #measurable(): Promise<readonly TableMeasure[]> {
    const measures: TableMeasure[] = [];
    for (const measure of this.#request.measures) {
      try {
        for (const name of columnsOf(measure)) this.#column(name);
        if (measure.where !== null) this.#conditions.set(measure.id, await this.#table.conditionOf(measure.where));
        measures.push(measure);
      } catch (error) {
        this.#fail(measure.id, error);
      }
    }
    return measures;
  }

  /** Duplicates of several columns are a question of their own. */
  #isApart({ columns }: Duplicates): boolean {
    return columns.length > 1 || !this.#table.isOnePass;
  }

  async #first(measures: readonly TableMeasure[], counts: readonly Counts[], apart: ReadonlySet<string>) {
    const { dialect } = this.#table;
    const questions: { readonly fields: Fields<unknown>; readonly take: (outcome: Outcome<unknown>) => void }[] = [];
    const ask = <T>(fields: Fields<T>, take: (outcome: Outcome<T>) => void) =>
      questions.push({ fields, take: take as (outcome: Outcome<unknown>) => void });
    let rows = 0;
    const drafts: (readonly [ScanColumn, ProfileRequest, Draft])[] = [];
    const few: (readonly [Counts, nulls: number, all: number])[] = [];
    // First of all: without it nothing can be read.
    ask({ fields: ["count(*)"], read: ([cell]) => numberOf(cell) }, (outcome) => {
      rows = "value" in outcome ? outcome.value : 0;
    });
    for (const measure of measures) {
      if (measure.kind === "counts" || apart.has(measure.id)) continue;
      try {
        ask(fieldsOfMeasure(measure, this.#context(measure)), (outcome) => this.#take(measure.id, outcome));
      } catch (error) {
        this.#fail(measure.id, error);
      }
    }
    for (const measure of counts) {
      const column = this.#column(measure.column);
      const condition = this.#conditions.get(measure.id) ?? null;
      const distinct = dialect.approxDistinct(column);
      const fields = [
        countIf(condition),
        countOf(column.sql, condition),
        distinct === null ? "NULL" : `${distinct}${filterSql(condition)}`,
      ];
      ask({ fields, read: (cells) => cells.map((cell) => (cell === null ? Number.NaN : numberOf(cell))) }, (outcome) => {
        if ("problem" in outcome) return this.#take(measure.id, outcome);
        const [all = 0, filled = 0, found = Number.NaN] = outcome.value;
        if (found <= MANY) few.push([measure, all - filled, all]);
      });
    }
    const keys = new Set(measures.flatMap((measure) => (isKey(measure) ? measure.columns.map((name) => this.#column(name).name) : [])));
    for (const wanted of this.#request.profile) {
      const column = this.#columns.get(wanted.column) ?? this.#columns.get(wanted.column.toLowerCase());
      if (column === undefined) continue;
      ask(fieldsOfProfile(column, wanted, dialect, keys.has(column.name)), (outcome) => {
        if ("value" in outcome) drafts.push([column, wanted, outcome.value]);
      });
    }
    const outcomes = await answerInParts(
      questions,
      { most: MOST_FIELDS, sizeOf: ({ fields }) => fields.fields.length },
      async (some) =>
        await selectFields(
          some.map(({ fields }) => fields),
          async (fields) => (await this.#select(fields))[0] ?? [],
        ),
      (error) => this.#table.sentenceOf(error),
    );
    if (outcomes[0] !== undefined && "problem" in outcomes[0]) throw new Unmeasurable(outcomes[0].problem);
    for (const [index, outcome] of outcomes.entries()) questions[index]?.take(outcome);
    return { rows, drafts, few };
  }

  /** Histograms, frequent values and counts of columns with few values, in one more pass. */
  async #second(
    drafts: readonly (readonly [ScanColumn, ProfileRequest, Draft])[],
    few: readonly (readonly [Counts, nulls: number, all: number])[],
  ): Promise<TableResult["profile"]> {
    const columns = drafts.map(([column, wanted, draft]) => {
      const known = { ...draft, distinct: this.#exactDistinct(column) ?? draft.distinct };
      const second = wanted.values ? secondOf(column, known) : { bins: [], items: [] };
      return { column, name: wanted.column, draft: known, second };
    });
    const counted = few.map(([measure]) => ({
      column: this.#column(measure.column),
      edges: null,
      condition: this.#conditions.get(measure.id) ?? null,
    }));
    const items: TallyItem[] = [...columns.flatMap(({ second }) => second.items), ...counted];
    const same = (item: TallyItem) => JSON.stringify([item.column.name, item.edges, item.condition]);
    const unique = [...new Map(items.map((item) => [same(item), item])).values()];
    const outcomes = await answerInParts(unique, { most: MOST_TALLIES, sizeOf: () => 1 }, this.#table.tally, (error) =>
      this.#table.sentenceOf(error),
    );
    const found = new Map(unique.map((item, index) => [same(item), outcomes[index] ?? { problem: "It was not counted." }]));
    const tallyOf = (item: TallyItem): Outcome<Tally | null> => found.get(same(item)) ?? { problem: "It was not counted." };
    for (const [index, [measure, nulls]] of few.entries()) {
      const item = counted[index];
      const outcome = item === undefined ? { problem: "It was not counted." } : tallyOf(item);
      if ("problem" in outcome) this.#take(measure.id, outcome);
      else if (outcome.value !== null)
        this.#values.set(measure.id, countsOf([...outcome.value, ...(nulls === 0 ? [] : [[null, nulls] as const])], measure.most));
    }
    return columns.map(({ column, name, draft, second }) => {
      const tallies = second.items.map((item) => {
        const outcome = tallyOf(item);
        return "value" in outcome ? outcome.value : null;
      });
      return [name, profileOf(column, draft, second, tallies)];
    });
  }

  async #duplicates({ id, columns }: Duplicates): Promise<void> {
    const names = columns.map((name) => this.#column(name).sql);
    const condition = [this.#conditions.get(id) ?? null, ...names.map((name) => `${name} IS NOT NULL`)]
      .filter((part) => part !== null)
      .join(" AND ");
    const groups = `SELECT count(*) AS n FROM ${this.#table.from} WHERE ${condition} GROUP BY ${names.join(", ")}`;
    await this.#alone(id, async () => {
      const [[found, of] = []] = await this.#table.select(`SELECT count(*), sum(n) FROM (${groups}) AS ts_groups`);
      return rowsValue(numberOf(of) - numberOf(found), numberOf(of));
    });
  }

  async #countByValue(measure: Counts): Promise<void> {
    const { dialect, from } = this.#table;
    const column = this.#column(measure.column);
    const condition = this.#conditions.get(measure.id) ?? null;
    const where = condition === null ? "" : ` WHERE ${condition}`;
    const text = dialect.cut(dialect.textOf(column), LONGEST);
    const most = Math.max(1, Math.trunc(measure.most));
    const groups = `SELECT ${text} AS v, count(*) AS n FROM ${from}${where} GROUP BY 1`;
    const all = `SELECT v, n, sum(n) OVER () AS total FROM (${groups}) AS ts_groups`;
    await this.#alone(measure.id, async () => {
      const rows = await this.#table.select(`SELECT v, n, total FROM (${all}) AS ts_all ORDER BY n DESC, v LIMIT ${most}`);
      const counts = rows.map(([value, count]) => ({ value: textOf(value), rows: numberOf(count) })).sort(byFrequency);
      return { kind: "counts", counts, others: numberOf(rows[0]?.[2]) - counts.reduce((sum, count) => sum + count.rows, 0) };
    });
  }

  async #alone(id: string, run: () => Promise<MeasureValue>): Promise<void> {
    const [outcome = { problem: "It was not measured." }] = await answerTogether(
      [run],
      async ([only]) => (only === undefined ? [] : [await only()]),
      (error) => this.#table.sentenceOf(error),
    );
    this.#take(id, outcome);
  }

  #exactDistinct(column: ScanColumn): number | null {
    for (const measure of this.#request.measures) {
      const value = this.#values.get(measure.id);
      if (value?.kind !== "rows" || !isKey(measure)) continue;
      if (this.#column(measure.columns[0] ?? "").name === column.name) return value.of - value.failing;
    }
    return null;
  }

  async #select(fields: readonly string[]) {
    return await this.#table.select(`SELECT ${fields.join(", ")} FROM ${this.#table.from}`);
  }

  #context(measure: Measure) {
    return {
      dialect: this.#table.dialect,
      timezone: this.#request.timezone,
      columnOf: (name: string) => this.#column(name),
      condition: this.#conditions.get(measure.id) ?? null,
    };
  }

  #column(name: string): ScanColumn {
    const column = this.#columns.get(name) ?? this.#columns.get(name.toLowerCase());
    if (column === undefined) throw new Unmeasurable(`${name} is not in the data.`);
    return column;
  }

  #take(id: string, outcome: Outcome<MeasureValue>): void {
    this.#values.set(id, "value" in outcome ? outcome.value : { kind: "error", message: outcome.problem });
  }

  #fail(id: string, error: unknown): void {
    if (!(error instanceof Unmeasurable)) throw error;
    this.#values.set(id, { kind: "error", message: error.message });
  }
}

/** A key of one column over all rows tells how many distinct values there are. */
function isKey(measure: Measure): measure is Duplicates {
  return measure.kind === "duplicates" && measure.columns.length === 1 && measure.where === null;
}

function columnsOf(measure: TableMeasure): readonly string[] {
  if ("columns" in measure) return measure.columns;
  return "column" in measure ? [measure.column] : [];
}

function countsOf(tally: readonly (readonly [string | null, number])[], most: number): MeasureValue {
  const merged = new Map<string | null, number>();
  for (const [key, rows] of tally) merged.set(key?.slice(0, LONGEST) ?? null, (merged.get(key?.slice(0, LONGEST) ?? null) ?? 0) + rows);
  const sorted = [...merged].map(([value, rows]) => ({ value, rows })).sort(byFrequency);
  return { kind: "counts", counts: sorted.slice(0, most), others: sorted.slice(most).reduce((sum, { rows }) => sum + rows, 0) };
}

/** Of those that are as frequent by their text, NULL last. */
function byFrequency(a: { value: string | null; rows: number }, b: { value: string | null; rows: number }): number {
  if (a.rows !== b.rows) return b.rows - a.rows;
  if (a.value === null || b.value === null) return a.value === null ? 1 : -1;
  return a.value < b.value ? -1 : 1;
}
