import { columnKind } from "#components/console/column-kind.ts";
import type { QueryResult, ResultColumn } from "#components/console/query-answer.ts";

export type ChartForm = "bar" | "line" | "scatter";

export interface ChartChoice {
  readonly form: ChartForm;
  /** Places of the columns. */
  readonly x: number;
  readonly y: number;
}

/** Figures can stand on the upright axis, everything on the other one; a scatter wants figures or times there. */
export function canStand(column: ResultColumn | undefined, axis: "x" | "y", form: ChartForm): boolean {
  if (column === undefined) return false;
  const kind = columnKind(column.type);
  if (axis === "y") return kind === "number";
  return form === "bar" || kind === "number" || kind === "time";
}

/**
 * The first column that holds no figures says what is drawn: times make a line, names make bars; two columns of figures make points.
 * A column of nothing but NULL is no figure. `null`: there is nothing to draw.
 */
export function chooseChart({ columns, rows }: Pick<QueryResult, "columns" | "rows">): ChartChoice | null {
  const kinds = columns.map(({ type }) => columnKind(type));
  const figures = kinds.flatMap((kind, index) => (kind === "number" && rows.some((row) => row[index] !== null) ? [index] : []));
  const along = kinds.findIndex((kind) => kind !== "number" && kind !== "bytes");
  const [first, second] = figures;
  if (first === undefined) return null;
  if (along >= 0) return { form: kinds[along] === "time" ? "line" : "bar", x: along, y: figures.find((index) => index > along) ?? first };
  return second === undefined ? null : { form: "scatter", x: first, y: second };
}
