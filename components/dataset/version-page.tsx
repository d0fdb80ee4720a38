import { ColumnsSection } from "#components/dataset/columns-section.tsx";
import { ContractSection } from "#components/dataset/contract-section.tsx";
import { DatasetRail } from "#components/dataset/dataset-rail.tsx";
import { ExamplesSection } from "#components/dataset/examples-section.tsx";
import { LineageList } from "#components/dataset/lineage-section.tsx";
import { promiseKindWord, promiseRank, promiseWords } from "#components/dataset/promise-words.ts";
import { Section } from "#components/dataset/section.tsx";
import { sectionId } from "#components/dataset/sections.ts";
import { VersionBanner } from "#components/dataset/version-banner.tsx";
import { DocView } from "#components/mdx/doc-view.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import type { VersionMark } from "#lib/catalog/version-at.ts";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

interface VersionPageProps {
  readonly dataset: DatasetView;
  readonly mark: VersionMark;
  readonly now: Date;
}

/** What a dataset promised at a version of the past. Nothing on it is observed: that belongs to today. */
export function VersionPage({ dataset, mark, now }: VersionPageProps) {
  const { name, title, columns, doc, examples, upstream } = dataset;
  const id = (key: Parameters<typeof sectionId>[0]) => sectionId(key, columns);
  return (
    <main id="page-content" className="frame dataset" tabIndex={-1}>
      <Breadcrumbs
        trail={[
          { title, href: href.dataset(name) },
          { title: "History", href: href.history(name) },
        ]}
      />
      <div className="head">
        <h1>{title}</h1>
        <div className="name">
          <span className="mono">{name}</span>
        </div>
        <p className="lede">{dataset.description}</p>
        <VersionBanner name={name} mark={mark} now={now} />
      </div>
      <DatasetRail dataset={dataset} now={now} at={mark.id} />
      <div className="body">
        <Promised id={id("promises")} dataset={dataset} />
        {doc === null ? null : (
          <Section id={id("about")} title="About this dataset">
            <DocView doc={doc} />
          </Section>
        )}
        <ColumnsSection id={id("columns")} columns={columns} sub="Each column as it was promised then." />
        {examples.length === 0 ? null : (
          <ExamplesSection id={id("examples")} examples={examples} sub="Written by the owner for this version. They may no longer run." />
        )}
        {upstream.length === 0 ? null : (
          <Section id={id("lineage")} title="Lineage" sub="What it was made of then.">
            <LineageList items={upstream} />
          </Section>
        )}
        <ContractSection id={id("contract")} dataset={dataset} now={now} sub="Where all of this was written." />
      </div>
    </main>
  );
}

function Promised({ id, dataset }: { readonly id: string; readonly dataset: DatasetView }) {
  const promises = [...dataset.promises].sort((a, b) => promiseRank(a.kind) - promiseRank(b.kind));
  if (promises.length === 0) return <Section id={id} title="Promised then" sub="This version promised nothing that could be checked." />;
  return (
    <Section id={id} title="Promised then">
      <table className="vs">
        <caption>Promises of this version</caption>
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col">Promised</th>
          </tr>
        </thead>
        <tbody>
          {promises.map((promise) => (
            <tr key={`${promise.kind} ${promise.column} ${promise.label} ${promise.line}`}>
              <th scope="row">{promiseKindWord(promise.kind)}</th>
              <td>{promiseWords(promise, dataset)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
