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

/** Times make a line, names make bars, two figures make points. `null`: there is no figure to draw. */
export function chooseChart({ columns }: Pick<QueryResult, "columns">): ChartChoice | null {
  const kinds = columns.map(({ type }) => columnKind(type));
  const figures = kinds.flatMap((kind, index) => (kind === "number" ? [index] : []));
  const time = kinds.indexOf("time");
  const name = kinds.findIndex((kind) => kind === "text" || kind === "boolean");
  const last = figures.at(-1);
  if (last === undefined) return null;
  if (time >= 0) return { form: "line", x: time, y: figures.find((index) => index > time) ?? last };
  if (name >= 0) return { form: "bar", x: name, y: figures.find((index) => index > name) ?? last };
  const first = figures[0] ?? last;
  return first === last ? null : { form: "scatter", x: first, y: figures[1] ?? last };
}
