import { type ImportedColumn, plainColumn } from "#lib/intake/imported.ts";

export type ColumnPatch = Partial<Omit<ImportedColumn, "name" | "type">>;

const MAX_COLUMNS = 5_000;
const MAX_NAME = 128;

/** The columns of one dataset while a reader collects what is said about them. Case does not tell columns apart. */
export class ColumnSet {
  readonly #columns = new Map<string, ImportedColumn>();
  /** Names that a catalog file cannot hold, or that differ from an earlier one by case only. */
  readonly refused: string[] = [];

  /** `false` when the column cannot be written; then it is in `refused`. */
  add(column: ImportedColumn): boolean {
    const { name } = column;
    const fits = name !== "" && name === name.trim() && name.length <= MAX_NAME && !/\s{2}|[\t\n\r]/.test(name) && isPrintable(name);
    if (!fits || this.#columns.has(name.toLowerCase()) || this.#columns.size >= MAX_COLUMNS) {
      this.refused.push(name);
      return false;
    }
    this.#columns.set(name.toLowerCase(), column);
    return true;
  }

  find(name: string): ImportedColumn | null {
    return this.#columns.get(name.toLowerCase()) ?? null;
  }

  /** As found, or added with a type that nobody knows. `null` when its name cannot be written. */
  ensure(name: string, type = "STRING", comment: string | null = "type not known"): ImportedColumn | null {
    const found = this.find(name);
    if (found !== null) return found;
    return this.add({ ...plainColumn(name, type), comment }) ? this.find(name) : null;
  }

  /**
   * Says more about a column. `false`, and nothing is changed, when the column is not there or what was said of it before
   * contradicts: then a check has to say it.
   */
  patch(name: string, patch: ColumnPatch): boolean {
    const column = this.find(name);
    if (column === null || contradicts(column, patch)) return false;
    this.#columns.set(name.toLowerCase(), { ...column, ...patch });
    return true;
  }

  /** Adds to the comment of a column, if it is there. */
  remark(name: string, text: string): void {
    const column = this.find(name);
    if (column !== null)
      this.#columns.set(name.toLowerCase(), { ...column, comment: column.comment === null ? text : `${column.comment}; ${text}` });
  }

  list(): readonly ImportedColumn[] {
    return [...this.#columns.values()];
  }
}

function contradicts(column: ImportedColumn, patch: ColumnPatch): boolean {
  const before: Readonly<Record<string, unknown>> = { ...column };
  return Object.entries(patch).some(([key, value]) => {
    const said = before[key];
    return said !== null && said !== false && JSON.stringify(said) !== JSON.stringify(value);
  });
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const isPrintable = (name: string) => name.isWellFormed() && !/[\u0000-\u001F\u007F-\u009F]/.test(name);
