import { MenuCloser } from "#components/site/menu-closer.client.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { href } from "#lib/href.ts";

const FORMATS = [
  { title: "CSV", note: "for programs: every value as it is", format: "csv", safe: false },
  { title: "CSV for spreadsheets", note: "for Excel and others: text that looks like a formula stays text", format: "csv", safe: true },
  { title: "Parquet", note: "smallest and typed, for DuckDB, pandas, Spark", format: "parquet", safe: false },
] as const;

/** The whole dataset as a file. Opens without script. */
export function ExportMenu({ name }: { readonly name: string }) {
  return (
    <details className="menu">
      <summary className="button main">
        <Icon name="download" size={14} />
        Export
      </summary>
      <ul>
        {FORMATS.map(({ title, note, format, safe }) => (
          <li key={title}>
            <a href={href.api.export(name, format, safe)} download>
              {title}
              <span>{note}</span>
            </a>
          </li>
        ))}
      </ul>
      <MenuCloser />
    </details>
  );
}
