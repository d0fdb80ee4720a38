import type { ReportedQuality } from "#lib/catalog/views.ts";
import { formatInstant, formatScore } from "#lib/format.ts";

const WIDTH = 560;
const HEIGHT = 64;
const PAD = 4;

/** Reported scores over time: a line to look at, and the same as a table. */
export function ScoreSeries({ series, target }: { readonly series: ReportedQuality["series"]; readonly target: number | null }) {
  const scores = [...series.map(({ score }) => score), ...(target === null ? [] : [target])];
  const low = Math.max(0, Math.floor(Math.min(...scores) - 1));
  const high = Math.min(100, Math.ceil(Math.max(...scores) + 1));
  const y = (score: number) => round(PAD + (1 - (score - low) / (high - low || 1)) * (HEIGHT - 2 * PAD));
  const first = Date.parse(series[0]?.measuredAt ?? "");
  const last = Date.parse(series.at(-1)?.measuredAt ?? "");
  const x = (at: string) => round(((Date.parse(at) - first) / (last - first || 1)) * WIDTH);
  const path = series.map(({ score, measuredAt }, index) => `${index === 0 ? "M" : "L"}${x(measuredAt)} ${y(score)}`).join("");
  return (
    <>
      <div className="series-frame" aria-hidden="true">
        <svg aria-hidden="true" className="series" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {target === null ? null : <path className="target" d={`M0 ${y(target)}H${WIDTH}`} />}
          <path className="line" d={path} />
        </svg>
        <span className="scale">
          <span>{high}</span>
          <span>{low}</span>
        </span>
        <span className="span">
          <span>{day(series[0]?.measuredAt)}</span>
          <span>{day(series.at(-1)?.measuredAt)}</span>
        </span>
      </div>
      <details className="more scores">
        <summary>Reported scores as a table</summary>
        <table className="tabular">
          <caption>Reported quality scores, newest first</caption>
          <thead>
            <tr>
              <th scope="col">Measured</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {[...series].reverse().map(({ score, measuredAt }) => (
              <tr key={measuredAt}>
                <td>
                  <time dateTime={measuredAt}>{formatInstant(measuredAt)}</time>
                </td>
                <td>{formatScore(score)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;

function day(at: string | undefined): string {
  return at === undefined ? "" : (formatInstant(at).split(",")[0] ?? "");
}
