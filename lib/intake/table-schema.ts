/** A table as a database or a file describes it, before it is a dataset. */
export interface TableSchema {
  /** `null` for files. */
  readonly schema: string | null;
  readonly name: string;
  /** For people: `view`, `partitioned table`. */
  readonly kind: string;
  readonly description: string | null;
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  readonly uniques: readonly TableUnique[];
  readonly references: readonly TableReference[];
  readonly checks: readonly TableCheck[];
  /** Tables that a view reads. */
  readonly readsFrom: readonly { readonly schema: string | null; readonly table: string }[];
  /** Comments for the person who reads the file: what was seen and is not promised. One line each. */
  readonly remarks: readonly string[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  /** The database itself refuses nulls. */
  readonly required: boolean;
  readonly description: string | null;
  /** The labels of an enumeration. */
  readonly values: readonly string[] | null;
  readonly comment: string | null;
}

export interface TableUnique {
  readonly columns: readonly string[];
  /** Condition of a partial index. */
  readonly where: string | null;
}

export interface TableReference {
  readonly columns: readonly string[];
  readonly schema: string | null;
  readonly table: string;
  readonly toColumns: readonly string[];
}

export interface TableCheck {
  readonly name: string;
  /** A condition in SQL that holds for each row, or is unknown. */
  readonly expression: string;
}

/** A table about which only names and columns are known. */
export function plainTable(schema: string | null, name: string, columns: readonly TableColumn[]): TableSchema {
  return {
    schema,
    name,
    kind: "table",
    description: null,
    columns,
    primaryKey: [],
    uniques: [],
    references: [],
    checks: [],
    readsFrom: [],
    remarks: [],
  };
}
