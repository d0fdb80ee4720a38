/** Types as DuckDB calls them when it reads CSV, from narrow to wide. Every one but the last is recognised by its texts. */
const RECOGNISED: readonly (readonly [string, (text: string) => boolean])[] = [
  ["BOOLEAN", (text) => /^(?:true|false)$/i.test(text)],
  ["BIGINT", isInteger],
  ["DOUBLE", (text) => /^[-+]?(?:0|[1-9]\d*)?(?:\.\d*)?(?:e[-+]?\d{1,3})?$/i.test(text) && /\d/.test(text)],
  ["DATE", (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text)],
  ["TIME", (text) => /^\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?$/.test(text)],
  ["TIMESTAMP", (text) => /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?$/.test(text) && isDay(text.slice(0, 10))],
  [
    "TIMESTAMP WITH TIME ZONE",
    (text) =>
      /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)? ?(?:Z|[-+]\d{2}(?::?\d{2})?)$/.test(text) && isDay(text.slice(0, 10)),
  ],
];
/** More different values are not remembered, so whether a column is unique is not known then. */
const MAX_DISTINCT = 100_000;

function isInteger(text: string): boolean {
  // A leading zero says that it is a code: `007` as a number would be another text.
  if (!/^[-+]?(?:0|[1-9]\d{0,18})$/.test(text)) return false;
  const value = BigInt(text.replace("+", ""));
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

/** The narrowest type that all texts seen so far have, and what else is seen of one column. */
export class CsvColumn {
  #open = RECOGNISED;
  #seen = 0;
  #empty = 0;
  #hasCommaNumbers = true;
  readonly #distinct = new Set<string>();

  add(text: string): void {
    if (text.trim() === "") {
      this.#empty += 1;
      return;
    }
    this.#seen += 1;
    const { length } = this.#open;
    if (length > 0) this.#open = this.#open.filter(([, matches]) => matches(text.trim()));
    this.#hasCommaNumbers &&= /^-?(?:\d{1,3}(?:\.\d{3})*|\d+),\d+$/.test(text.trim());
    if (this.#distinct.size <= MAX_DISTINCT) this.#distinct.add(text);
  }

  get type(): string {
    return this.#seen === 0 ? "VARCHAR" : (this.#open[0]?.[0] ?? "VARCHAR");
  }

  get isEmpty(): boolean {
    return this.#seen === 0;
  }

  get isNeverEmpty(): boolean {
    return this.#seen > 0 && this.#empty === 0;
  }

  get isUnique(): boolean {
    return this.#seen > 1 && this.#distinct.size === this.#seen;
  }

  /** Texts such as `1.234,56`, which are read as text. */
  get hasCommaNumbers(): boolean {
    return this.#seen > 0 && this.#hasCommaNumbers;
  }

  /** A small set of values that come back; `null` when there are many, or they look like somebody's data. */
  get values(): readonly string[] | null {
    const values = [...this.#distinct].sort();
    const isSmall = values.length > 1 && values.length <= 12 && this.#seen >= 10 * values.length;
    return isSmall &&
      this.type === "VARCHAR" &&
      values.every((value) => value.length <= 40 && !value.includes("@") && !/\s{2}|[\r\n]/.test(value))
      ? values
      : null;
  }
}
