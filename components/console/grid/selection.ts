import type { Table } from "#components/console/copy/csv.ts";

/** A place in the grid, both from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** A rectangle from where it was begun to where the keyboard is. */
export interface Selection {
  readonly anchor: Place;
  readonly active: Place;
}

export interface Size {
  readonly rows: number;
  readonly columns: number;
}

/** Rows of a jump with Page Up and Page Down. */
const PAGE = 15;

/** Where a key leads; `null`: the key means nothing here. `far`: with Ctrl or ⌘. */
export function moved({ row, column }: Place, key: string, far: boolean, { rows, columns }: Size): Place | null {
  const at = (newRow: number, newColumn: number) => ({
    row: Math.min(rows - 1, Math.max(0, newRow)),
    column: Math.min(columns - 1, Math.max(0, newColumn)),
  });
  switch (key) {
    case "ArrowDown":
      return at(far ? rows : row + 1, column);
    case "ArrowUp":
      return at(far ? 0 : row - 1, column);
    case "ArrowRight":
      return at(row, far ? columns : column + 1);
    case "ArrowLeft":
      return at(row, far ? 0 : column - 1);
    case "Home":
      return at(far ? 0 : row, 0);
    case "End":
      return at(far ? rows : row, columns);
    case "PageDown":
      return at(row + PAGE, column);
    case "PageUp":
      return at(row - PAGE, column);
    default:
      return null;
  }
}

export interface Bounds {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export function boundsOf({ anchor, active }: Selection): Bounds {
  return {
    top: Math.min(anchor.row, active.row),
    bottom: Math.max(anchor.row, active.row),
    left: Math.min(anchor.column, active.column),
    right: Math.max(anchor.column, active.column),
  };
}

export function isWithin({ top, bottom, left, right }: Bounds, row: number, column: number): boolean {
  return row >= top && row <= bottom && column >= left && column <= right;
}

/** The selected part as a table of its own. */
export function cutOut({ columns, rows }: Table, { top, bottom, left, right }: Bounds): Table {
  return {
    columns: columns.slice(left, right + 1),
    rows: rows.slice(top, bottom + 1).map((row) => row.slice(left, right + 1)),
  };
}
