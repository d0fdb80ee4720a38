import { columnKind } from "#components/console/column-kind.ts";
import { Value } from "#components/console/grid/value.tsx";
import type { QueryResult } from "#components/console/query-answer.ts";

/** A few rows as they are, each column with its type. */
export function ResultTable({ result: { columns, rows }, label }: { readonly result: QueryResult; readonly label: string }) {
  const shape = columns.map(({ name, type }, index) => ({ key: `${index} ${name}`, name, type, kind: columnKind(type) }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, so a keyboard must be able to reach it
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table className="result-table">
        <caption className="sr">{label}</caption>
        <thead>
          <tr>
            {shape.map(({ key, name, type, kind }) => (
              <th key={key} scope="col" className={`is-${kind}`}>
                <b>{name}</b>
                <span>{type}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, number) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one answer never move
            <tr key={number}>
              {shape.map(({ key, kind }, column) => (
                <td key={key} className={`is-${kind}`}>
                  <Value value={row[column]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
