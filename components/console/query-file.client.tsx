"use client";

import { type FileFormat, useQueryFile } from "#components/console/use-query-file.client.ts";
import { Icon } from "#components/ui/icon.tsx";
import { formatBytes } from "#lib/format.ts";

const FORMATS = [
  { format: "csv", title: "CSV", note: "for programs: every value as it is" },
  { format: "xlsx", title: "Excel", note: "text stays text, at most 1,048,575 rows" },
  { format: "json", title: "JSON", note: "one list of objects" },
  { format: "ndjson", title: "NDJSON", note: "one object a line, for streams" },
  { format: "parquet", title: "Parquet", note: "smallest and typed, for DuckDB, pandas, Spark" },
  { format: "arrow", title: "Arrow", note: "typed, for pyarrow, polars, R" },
] as const satisfies readonly { format: FileFormat; title: string; note: string }[];

/** All rows of the statement as a file, also those that the grid does not have. */
export function QueryFile({ sql }: { readonly sql: string }) {
  const { run, start, stop } = useQueryFile();
  const choose = (format: FileFormat, menu: HTMLDetailsElement | null) => {
    if (menu !== null) menu.open = false;
    void start(sql, format);
  };
  return (
    <>
      <details className="menu menu-right">
        <summary className="button small-button">
          <Icon name="download" size={14} />
          Export
        </summary>
        <ul>
          <li className="menu-note">All rows, run anew</li>
          {FORMATS.map(({ format, title, note }) => (
            <li key={format}>
              <button type="button" onClick={({ currentTarget }) => choose(format, currentTarget.closest("details"))}>
                {title}
                <span>{note}</span>
              </button>
            </li>
          ))}
        </ul>
      </details>
      {run.kind === "running" ? (
        <span className="file-run">
          <progress aria-label="The file comes" /> <span className="tabular">{formatBytes(run.bytes)}</span>
          <button type="button" className="link" onClick={stop}>
            Cancel
          </button>
        </span>
      ) : null}
      <span className="said" role="status">
        {run.kind === "done" ? `${run.name}, ${formatBytes(run.bytes)}` : null}
        {run.kind === "broken" ? "The file broke off, so nothing of it was kept. Try again." : null}
        {run.kind === "stopped" ? "Cancelled. Nothing was kept." : null}
        {run.kind === "refused" ? run.problem.detail : null}
      </span>
    </>
  );
}
