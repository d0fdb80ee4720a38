"use client";

import { KEPT_RUNS, type PastRun } from "#components/console/run-history.ts";
import { When } from "#components/ui/when.tsx";
import { formatMilliseconds, formatPlural } from "#lib/format.ts";

interface HistoryPanelProps {
  readonly runs: readonly PastRun[];
  readonly onChoose: (sql: string) => void;
  readonly onClear: () => void;
}

/** What was run from this browser. Choosing one puts it into the editor and runs nothing. */
export function HistoryPanel({ runs, onChoose, onClear }: HistoryPanelProps) {
  const now = new Date();
  return (
    <section className="runs-panel" aria-labelledby="runs-heading">
      <div className="runs-head">
        <h2 id="runs-heading">What you ran</h2>
        {runs.length === 0 ? null : (
          <button type="button" className="link" onClick={onClear}>
            Clear
          </button>
        )}
      </div>
      <p className="small soft">
        At most {KEPT_RUNS} statements, in this browser and nowhere else. They may hold private values: clear them on a shared computer.
      </p>
      {runs.length === 0 ? <p className="small faint">Nothing yet.</p> : null}
      <ol>
        {runs.map(({ sql, at, rows, elapsedMs }) => (
          <li key={sql}>
            <button type="button" onClick={() => onChoose(sql)}>
              <code>{sql.replace(/\s+/g, " ").slice(0, 160)}</code>
              <span>
                <When at={at} now={now} />, {rows === null ? "no result" : formatPlural(rows, "row")}, {formatMilliseconds(elapsedMs)}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
