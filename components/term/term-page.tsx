import { DatasetList } from "#components/dataset/dataset-list.tsx";
import { Section } from "#components/dataset/section.tsx";
import { DocView } from "#components/mdx/doc-view.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TermView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

export function TermPage({ term }: { readonly term: TermView }) {
  const { datasets, total, columns, metrics } = term;
  return (
    <Page trail={[{ title: "Glossary", href: href.terms() }]} title={term.title} lede={term.definition}>
      <TermFacts term={term} />
      {term.doc === null ? null : (
        <Section id="about" title="About this term">
          <DocView doc={term.doc} />
        </Section>
      )}
      <Section
        id="datasets"
        title="Datasets"
        sub={
          datasets.length === 0 ? "No dataset that you can see carries this term." : "They carry this term, or one of their columns does."
        }
      >
        {datasets.length === 0 ? null : (
          <DatasetList datasets={datasets} total={total} filters={{ term: [term.slug] }} caption={`Datasets with the term ${term.title}`} />
        )}
      </Section>
      {columns.length === 0 ? null : (
        <Section id="columns" title="Columns">
          <ColumnTable columns={columns} />
        </Section>
      )}
      {metrics.length === 0 ? null : (
        <Section id="metrics" title="Metrics" sub="How it is counted.">
          <MetricTable metrics={metrics} />
        </Section>
      )}
    </Page>
  );
}

function TermFacts({ term: { synonyms, owner, related } }: { readonly term: TermView }) {
  if (synonyms.length === 0 && owner === null && related.length === 0) return null;
  return (
    <dl className="facts mt-6">
      {synonyms.length === 0 ? null : (
        <>
          <dt>Also called</dt>
          <dd>{synonyms.join(", ")}</dd>
        </>
      )}
      {owner === null ? null : (
        <>
          <dt>Defined by</dt>
          <dd>
            <TextLink href={href.owner(owner.id)}>{owner.title}</TextLink>
          </dd>
        </>
      )}
      {related.length === 0 ? null : (
        <>
          <dt>See also</dt>
          <dd>
            {related.map(({ id, title }, index) => (
              <span key={id}>
                {index === 0 ? "" : ", "}
                <TextLink href={href.term(id)}>{title}</TextLink>
              </span>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}

function ColumnTable({ columns }: { readonly columns: TermView["columns"] }) {
  return (
    <table className="list-table">
      <caption>Columns with this term</caption>
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {columns.map(({ dataset, column, description }) => (
          <tr key={`${dataset}.${column}`}>
            <th scope="row" className="mono">
              <TextLink href={href.column(dataset, column)}>{`${dataset}.${column}`}</TextLink>
            </th>
            <td className="soft">{description ?? "Not described"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function MetricTable({ metrics }: { readonly metrics: TermView["metrics"] }) {
  return (
    <table className="list-table">
      <caption>Metrics of this term</caption>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col">Measure</th>
          <th scope="col">Over</th>
        </tr>
      </thead>
      <tbody>
        {metrics.map(({ name, title, dataset, measure }) => (
          <tr key={name}>
            <th scope="row">{title}</th>
            <td className="mono">{measure}</td>
            <td data-label="Over">
              <TextLink href={href.dataset(dataset)}>{dataset}</TextLink>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
