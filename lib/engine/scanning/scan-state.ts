/** What is known in the middle of a scan. */
import type { Measure, MeasureValue, ProfileRequest } from "#lib/engine/scan.ts";
import { type Cell, type ScanColumn, type ScanTable, type Tally, type TallyItem, Unmeasurable } from "#lib/engine/scanning/dialect.ts";
import type { MeasureContext } from "#lib/engine/scanning/row-counts.ts";
import type { Outcome } from "#lib/engine/scanning/together.ts";

/** Foreign keys are compared elsewhere: they need a second table. */
export type TableMeasure = Exclude<Measure, { readonly kind: "orphans" }>;
export type Counts = Extract<Measure, { readonly kind: "counts" }>;
export type Duplicates = Extract<Measure, { readonly kind: "duplicates" }>;

export interface TableRequest {
  readonly timezone: string;
  readonly measures: readonly TableMeasure[];
  readonly profile: readonly ProfileRequest[];
}

export class ScanState {
  readonly table: ScanTable;
  readonly request: TableRequest;
  readonly values = new Map<string, MeasureValue>();
  /** Cells of fields that were told without reading a row. */
  readonly known: Map<string, Cell>;
  /** What was counted in the first pass already. */
  readonly tallies = new Map<string, Tally>();
  readonly #conditions = new Map<string, string>();
  readonly #columns: ReadonlyMap<string, ScanColumn>;

  constructor(table: ScanTable, request: TableRequest, known: ReadonlyMap<string, Cell>) {
    this.known = new Map(known);
    this.table = table;
    this.request = request;
    // The exact name wins over one that differs in case.
    const folded = table.columns.map((column) => [column.name.toLowerCase(), column] as const);
    this.#columns = new Map([...folded, ...table.columns.map((column) => [column.name, column] as const)]);
  }

  readonly sentenceOf = (error: unknown): string | null => this.table.sentenceOf(error);

  find(name: string): ScanColumn | undefined {
    return this.#columns.get(name) ?? this.#columns.get(name.toLowerCase());
  }

  /** @throws Unmeasurable */
  column(name: string): ScanColumn {
    const column = this.find(name);
    if (column === undefined) throw new Unmeasurable(`${name} is not in the data.`);
    return column;
  }

  conditionOf({ id }: Pick<Measure, "id">): string | null {
    return this.#conditions.get(id) ?? null;
  }

  contextOf(measure: Measure): MeasureContext {
    const { dialect } = this.table;
    return { dialect, timezone: this.request.timezone, columnOf: (name) => this.column(name), condition: this.conditionOf(measure) };
  }

  /** Measures whose columns and conditions are usable; the others have got their answer. */
  async measurable(): Promise<readonly TableMeasure[]> {
    const measures: TableMeasure[] = [];
    for (const measure of this.request.measures) {
      try {
        for (const name of columnsOf(measure)) this.column(name);
        if (measure.where !== null) this.#conditions.set(measure.id, await this.table.conditionOf(measure.where));
        measures.push(measure);
      } catch (error) {
        this.fail(measure.id, error);
      }
    }
    return measures;
  }

  take(id: string, outcome: Outcome<MeasureValue>): void {
    this.values.set(id, "value" in outcome ? outcome.value : { kind: "error", message: outcome.problem });
  }

  fail(id: string, error: unknown): void {
    if (!(error instanceof Unmeasurable)) throw error;
    this.values.set(id, { kind: "error", message: error.message });
  }

  /** Distinct values of a column, where a key over all rows was measured. */
  exactDistinct(column: ScanColumn): number | null {
    for (const measure of this.request.measures) {
      const value = this.values.get(measure.id);
      if (value?.kind !== "rows" || !isKey(measure)) continue;
      if (this.column(measure.columns[0] ?? "").name === column.name) return value.of - value.failing;
    }
    return null;
  }
}

/** A key of one column over all rows tells how many distinct values there are. */
export function isKey(measure: Measure): measure is Duplicates {
  return measure.kind === "duplicates" && measure.columns.length === 1 && measure.where === null;
}

function columnsOf(measure: TableMeasure): readonly string[] {
  if ("columns" in measure) return measure.columns;
  return "column" in measure ? [measure.column] : [];
}

export function tallyKey({ column, edges, condition }: TallyItem): string {
  return JSON.stringify([column.name, edges, condition]);
}
