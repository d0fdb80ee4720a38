"use client";

import { useState } from "react";
import { cellText } from "#components/console/cell-text.ts";
import { ChartPanel } from "#components/console/chart/chart-panel.client.tsx";
import type { CatalogReader } from "#components/console/completion/catalog-reader.ts";
import { CopyMenu } from "#components/console/copy-menu.client.tsx";
import { ResultGrid } from "#components/console/grid/result-grid.client.tsx";
import { boundsOf, cutOut, type Selection } from "#components/console/grid/selection.ts";
import type { QueryResult } from "#components/console/query-answer.ts";
import { QueryFile } from "#components/console/query-file.client.tsx";
import { ReadDatasets } from "#components/console/read-datasets.client.tsx";
import { formatCount, formatMilliseconds, formatPlural } from "#lib/format.ts";

interface ResultPanelProps {
  readonly result: QueryResult;
  readonly sql: string;
  readonly catalog: CatalogReader;
}

/** Rows that came, what they came from, and what can be done with them. */
export function ResultPanel({ result, sql, catalog }: ResultPanelProps) {
  const [view, setView] = useState<"grid" | "chart">("grid");
  const [selection, setSelection] = useState<Selection | null>(null);
  const isSelection =
    selection !== null && (selection.active.row !== selection.anchor.row || selection.active.column !== selection.anchor.column);
  const table = isSelection ? cutOut(result, boundsOf(selection)) : result;
  return (
    <section className="result" aria-labelledby="result-heading">
      <h2 id="result-heading" className="sr">
        Result
      </h2>
      <div className="result-bar">
        <p className="result-facts" role="status">
          <strong>{result.truncated ? `First ${formatPlural(result.rows.length, "row")}` : formatPlural(result.rows.length, "row")}</strong>
          {result.truncated ? <span>there are more: export for all</span> : null}
          <span>{formatMilliseconds(result.elapsedMs)}</span>
          <ReadDatasets names={result.datasets} catalog={catalog} />
        </p>
        <div className="result-tools">
          <fieldset className="switch">
            <legend className="sr">Show the result as</legend>
            {(["grid", "chart"] as const).map((each) => (
              <label key={each}>
                <input type="radio" name="result-view" checked={view === each} onChange={() => setView(each)} />
                <span>{each === "grid" ? "Grid" : "Chart"}</span>
              </label>
            ))}
          </fieldset>
          <CopyMenu
            table={table}
            isSelection={isSelection}
            name={result.datasets.length === 1 ? (result.datasets[0] ?? "result") : "result"}
          />
          <QueryFile sql={sql} />
        </div>
      </div>
      {view === "chart" ? <ChartPanel result={result} /> : null}
      {view === "grid" && result.rows.length === 0 ? (
        <p className="result-none">No row fits. The statement ran; its columns are {result.columns.map(({ name }) => name).join(", ")}.</p>
      ) : null}
      {view === "grid" && result.rows.length > 0 ? (
        <>
          <ResultGrid result={result} selection={selection} onSelect={setSelection} />
          <CellLine result={result} selection={selection} />
        </>
      ) : null}
    </section>
  );
}

/** The whole value of the cell that the keyboard is on. */
function CellLine({ result, selection }: { readonly result: QueryResult; readonly selection: Selection | null }) {
  if (selection === null)
    return (
      <p className="cell-line faint">Click a cell or walk with the arrow keys to see its whole value. Shift selects, Ctrl/⌘ C copies.</p>
    );
  const { row, column } = selection.active;
  const { name = "", type = "" } = result.columns[column] ?? {};
  const value = result.rows[row]?.[column];
  return (
    <div className="cell-line">
      <span className="faint">
        Row {formatCount(row + 1)}, <span className="mono">{name}</span> {type}
      </span>
      {value === null || value === "" ? (
        <i className="null">{value === null ? "NULL: no value" : "a text of no length"}</i>
      ) : (
        <pre>{cellText(value)}</pre>
      )}
    </div>
  );
}
