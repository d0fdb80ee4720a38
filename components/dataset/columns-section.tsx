import { columnPromises, VALUES_AT_A_GLANCE } from "#components/dataset/promise-words.ts";
import { Section } from "#components/dataset/section.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { ColumnView } from "#lib/catalog/views.ts";
import { classificationWords } from "#lib/catalog/words.ts";
import { href } from "#lib/href.ts";

interface ColumnsSectionProps {
  readonly id: string;
  readonly columns: readonly ColumnView[];
  readonly sub?: string;
}

const SUB = "Each column as promised. Whether it is kept stands above, beside each promise.";

export function ColumnsSection({ id, columns, sub = SUB }: ColumnsSectionProps) {
  if (columns.length === 0) return <Section id={id} title="Columns" sub="Its contract names no columns." />;
  return (
    <Section id={id} title="Columns" sub={sub}>
      <table className="columns">
        <caption>Columns</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Meaning</th>
            <th scope="col">Promised</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow key={column.name} column={column} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function ColumnRow({ column }: { readonly column: ColumnView }) {
  return (
    <tr id={column.name}>
      <th scope="row">
        <a className="mono column-name" href={`#${encodeURIComponent(column.name)}`}>
          {column.name}
        </a>
        <div className="faint xs">
          {column.type}
          {column.classification === null ? null : `, ${classificationWords(column.classification).toLowerCase()}`}
        </div>
      </th>
      <td>
        {column.description ?? <span className="faint">Not described</span>}
        {column.term === null ? null : (
          <div className="xs soft">
            Term: <TextLink href={href.term(column.term.id)}>{column.term.title}</TextLink>
          </div>
        )}
        {column.masked === null ? null : (
          <div className="masked xs">
            <Icon name="hidden" size={13} />
            <span>{column.masked}.</span>
          </div>
        )}
      </td>
      <td className="promises soft">
        {columnPromises(column).map((promise) => (
          <div key={promise}>{promise}</div>
        ))}
        {column.values !== null && column.values.length > VALUES_AT_A_GLANCE ? (
          <details className="more">
            <summary>All values</summary>
            {column.values.join(", ")}
          </details>
        ) : null}
        {column.references === null ? null : <Reference references={column.references} />}
      </td>
    </tr>
  );
}

function Reference({ references: { dataset, column, visible } }: { readonly references: NonNullable<ColumnView["references"]> }) {
  if (dataset === null) return <div>points to a dataset you cannot see</div>;
  const name = column === null ? dataset : `${dataset}.${column}`;
  const to = column === null ? href.dataset(dataset) : href.column(dataset, column);
  return <div>points to {visible ? <TextLink href={to}>{name}</TextLink> : <>{name}, which is not in the catalog</>}</div>;
}
