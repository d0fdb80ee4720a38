import { isTooLongForExcel, sizeWords } from "#components/dataset/data-size.ts";
import { MenuCloser } from "#components/site/menu-closer.client.tsx";
import { Icon } from "#components/ui/icon.tsx";
import type { DataSize } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

const FORMATS = [
  { title: "CSV", note: "for programs: every value as it is", format: "csv", safe: false },
  { title: "CSV for spreadsheets", note: "text that looks like a formula stays text", format: "csv", safe: true },
  { title: "Excel", note: "ids stay text, nothing becomes a formula", format: "xlsx", safe: true },
  { title: "JSON", note: "one list of objects", format: "json", safe: false },
  { title: "NDJSON", note: "one object a line, for streams", format: "ndjson", safe: false },
  { title: "Parquet", note: "smallest and typed, for DuckDB, pandas, Spark", format: "parquet", safe: false },
  { title: "Arrow", note: "typed, for pyarrow, polars, R", format: "arrow", safe: false },
] as const;

interface ExportMenuProps {
  readonly name: string;
  readonly size: DataSize | null;
  /** Some rows are not for this reader, so nothing is said of how many there are. */
  readonly isPartial: boolean;
}

/** The whole dataset as a file. Opens and downloads without script; with it, a long download tells how far it is. */
export function ExportMenu({ name, size, isPartial }: ExportMenuProps) {
  return (
    <details className="menu" data-export-menu="">
      <summary className="button">
        <Icon name="download" size={14} />
        Export <span className="button-note">CSV, Parquet, Excel…</span>
      </summary>
      <ul>
        <li className="menu-note">{isPartial ? "The rows that are open to you" : sizeWords(size)}</li>
        {FORMATS.map(({ title, note, format, safe }) => (
          <li key={title}>
            {format === "xlsx" && isTooLongForExcel(size) ? (
              <p>
                {title}
                <span>it has more rows than a sheet can hold: take CSV or Parquet</span>
              </p>
            ) : (
              <a href={href.api.export(name, format, safe)} download>
                {title}
                <span>{note}</span>
              </a>
            )}
          </li>
        ))}
      </ul>
      <MenuCloser />
    </details>
  );
}
