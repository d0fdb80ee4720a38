import { cellText } from "#components/console/cell-text.ts";
import type { ChartChoice } from "#components/console/chart/chart-choice.ts";
import { columnKind } from "#components/console/column-kind.ts";
import type { QueryResult } from "#components/console/query-answer.ts";

export interface Point {
  /** A figure, a moment in milliseconds, or a name. */
  readonly x: number | string;
  readonly y: number;
}

export interface Points {
  readonly points: readonly Point[];
  /** What `x` is. */
  readonly axis: "number" | "time" | "name";
  /** Rows without a place: NULL, or no finite figure. */
  readonly left: number;
  /** Rows beyond what a small drawing can hold. */
  readonly cut: number;
}

const MOST_BARS = 60;
const MOST_POINTS = 5_000;

/** What is drawn of a result. Lines run from left to right, whatever the order of the rows. */
export function pointsOf({ columns, rows }: Pick<QueryResult, "columns" | "rows">, { form, x, y }: ChartChoice): Points {
  const kind = columnKind(columns[x]?.type ?? "");
  const axis = form === "bar" ? "name" : kind === "time" ? "time" : "number";
  const placed = rows.flatMap((row): Point[] => {
    const height = figure(row[y]);
    const place = placeOf(row[x], axis);
    return height === null || place === null ? [] : [{ x: place, y: height }];
  });
  const most = form === "bar" ? MOST_BARS : MOST_POINTS;
  const points = placed.slice(0, most);
  if (form === "line") points.sort((a, b) => Number(a.x) - Number(b.x));
  return { points, axis, left: rows.length - placed.length, cut: placed.length - points.length };
}

function placeOf(value: unknown, axis: Points["axis"]): number | string | null {
  if (axis === "name") return value === null || value === undefined ? "NULL" : cellText(value);
  if (axis === "number" || value === null) return figure(value);
  // A date or a time without a zone is taken as UTC, as the rest of the answer has it.
  const text = cellText(value).replace(" ", "T");
  const moment = Date.parse(/T/.test(text) && !/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(text) ? `${text}Z` : text);
  return Number.isNaN(moment) ? null : moment;
}

/** Big integers and decimals come as text; a drawing needs no more digits than a number has. */
function figure(value: unknown): number | null {
  const number = typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}
