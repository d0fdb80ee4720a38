import { line } from "d3-shape";
import type { ChartChoice } from "#components/console/chart/chart-choice.ts";
import { pointsOf } from "#components/console/chart/points.ts";
import { axesOf, HEIGHT } from "#components/console/chart/scales.ts";
import type { QueryResult } from "#components/console/query-answer.ts";
import { formatCount, formatPlural } from "#lib/format.ts";

const MARGIN = { top: 10, right: 16, bottom: 26, left: 64 };
const FORMS = { bar: "Bars", line: "Line", scatter: "Points" } as const;

interface ChartProps {
  readonly result: QueryResult;
  readonly choice: ChartChoice;
  /** Pixels that there are for it: letters keep their size. */
  readonly width: number;
}

/** A small drawing of a result. Whoever cannot see it reads its sentence, and the same figures in the grid. */
export function Chart({ result, choice, width: outer }: ChartProps) {
  const drawn = pointsOf(result, choice);
  const { points, left, cut } = drawn;
  const x = result.columns[choice.x]?.name ?? "";
  const y = result.columns[choice.y]?.name ?? "";
  if (points.length === 0) return <p className="chart-none">There is no value of {y} to draw.</p>;
  const { form } = choice;
  const width = Math.max(120, outer - MARGIN.left - MARGIN.right);
  const axes = axesOf(drawn, form === "bar", width);
  const heights = points.map((point) => point.y);
  const words = `${FORMS[form]} of ${y} by ${x}: ${formatPlural(points.length, "value")}, from ${formatCount(Math.min(...heights))} to ${formatCount(Math.max(...heights))}. The grid has the same figures.`;
  const zero = axes.y(0);
  return (
    <figure className="chart">
      <svg
        role="img"
        width={width + MARGIN.left + MARGIN.right}
        height={HEIGHT + MARGIN.top + MARGIN.bottom}
        aria-label={words}
        viewBox={`${-MARGIN.left} ${-MARGIN.top} ${width + MARGIN.left + MARGIN.right} ${HEIGHT + MARGIN.top + MARGIN.bottom}`}
      >
        <title>{words}</title>
        {axes.yTicks.map(({ at, label }) => (
          <g key={label} className="chart-tick">
            <line x1={0} x2={width} y1={at} y2={at} />
            <text x={-8} y={at} dy="0.32em" textAnchor="end">
              {label}
            </text>
          </g>
        ))}
        {axes.xTicks.map(({ at, label }) => (
          <text key={at} className="chart-label" x={at} y={HEIGHT + 18} textAnchor="middle">
            {label}
          </text>
        ))}
        {form === "bar"
          ? points.map((point, index) => {
              const top = axes.y(point.y);
              const place = axes.x(String(index));
              return (
                <rect
                  key={place}
                  className="chart-bar"
                  x={place}
                  width={axes.bar}
                  y={Math.min(top, zero)}
                  height={Math.max(1, Math.abs(zero - top))}
                >
                  <title>{`${point.x}: ${formatCount(point.y)}`}</title>
                </rect>
              );
            })
          : null}
        {form === "line" ? (
          <path
            className="chart-line"
            d={
              line<(typeof points)[number]>(
                (point) => axes.x(point.x),
                (point) => axes.y(point.y),
              )([...points]) ?? ""
            }
          />
        ) : null}
        {form === "scatter" || (form === "line" && points.length <= 60)
          ? points.map((point, index) => (
              <circle
                // biome-ignore lint/suspicious/noArrayIndexKey: points never move
                key={index}
                className="chart-point"
                cx={axes.x(point.x)}
                cy={axes.y(point.y)}
                r={form === "line" ? 2.5 : 3}
              />
            ))
          : null}
      </svg>
      <figcaption>
        <span className="mono">{y}</span> by <span className="mono">{x}</span>
        {cut > 0 ? `. Only the first ${formatCount(points.length)} are drawn; ${formatCount(cut)} more are in the grid` : null}
        {left > 0 ? `. ${formatPlural(left, "row")} without a value left out` : null}
      </figcaption>
    </figure>
  );
}
