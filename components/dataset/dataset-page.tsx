import { AccessSection } from "#components/dataset/access-section.tsx";
import { ColumnsSection } from "#components/dataset/columns-section.tsx";
import { ContractSection } from "#components/dataset/contract-section.tsx";
import { DatasetHead } from "#components/dataset/dataset-head.tsx";
import { DatasetRail } from "#components/dataset/dataset-rail.tsx";
import { DeliverySection } from "#components/dataset/delivery-section.tsx";
import { ExamplesSection } from "#components/dataset/examples-section.tsx";
import { HistorySection } from "#components/dataset/history-section.tsx";
import { LineageSection } from "#components/dataset/lineage-section.tsx";
import { PromisesSection } from "#components/dataset/promises-section.tsx";
import { QualitySection } from "#components/dataset/quality-section.tsx";
import { Section } from "#components/dataset/section.tsx";
import { SectionLinks } from "#components/dataset/section-links.client.tsx";
import { pageSections, type SectionKey, sectionId } from "#components/dataset/sections.ts";
import { VersionBanner } from "#components/dataset/version-banner.tsx";
import { DocView } from "#components/mdx/doc-view.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import type { HistoryView } from "#lib/catalog/history.ts";
import type { VersionMark } from "#lib/catalog/version-at.ts";
import type { DatasetView } from "#lib/catalog/views.ts";
import { href } from "#lib/href.ts";

interface DatasetPageProps {
  readonly dataset: DatasetView;
  readonly history: HistoryView;
  /** The version that was asked for, which is the one in force. */
  readonly mark?: VersionMark;
  readonly origin: string;
  readonly now: Date;
}

/** One dataset, one page, one scroll. */
export function DatasetPage({ dataset, history, mark, origin, now }: DatasetPageProps) {
  const { columns, doc, domain, examples } = dataset;
  const id = (key: SectionKey) => sectionId(key, columns);
  return (
    <main id="page-content" className="frame dataset" tabIndex={-1}>
      <Breadcrumbs trail={domain === null ? [] : [{ title: domain.title, href: href.domain(domain.id) }]} />
      <DatasetHead
        dataset={dataset}
        now={now}
        banner={mark === undefined ? null : <VersionBanner name={dataset.name} mark={mark} now={now} />}
      />
      <DatasetRail dataset={dataset} now={now} />
      <div className="body">
        <SectionLinks sections={sectionsOf(dataset, history)} />
        <PromisesSection id={id("promises")} dataset={dataset} now={now} />
        {doc === null ? null : (
          <Section id={id("about")} title="About this dataset">
            <DocView doc={doc} />
          </Section>
        )}
        <ColumnsSection id={id("columns")} columns={columns} />
        <QualitySection id={id("quality")} quality={dataset.quality} reported={dataset.reported} now={now} />
        <DeliverySection id={id("delivery")} freshness={dataset.freshness} sla={dataset.sla} now={now} />
        {examples.length === 0 ? null : (
          <ExamplesSection
            id={id("examples")}
            examples={examples}
            {...(dataset.canRead && dataset.access.reason === null ? { where: { origin, token: dataset.access.needsToken } } : {})}
          />
        )}
        <AccessSection id={id("access")} dataset={dataset} origin={origin} />
        <LineageSection id={id("lineage")} upstream={dataset.upstream} downstream={dataset.downstream} />
        <ContractSection id={id("contract")} dataset={dataset} now={now} />
        <HistorySection id={id("history")} history={history} now={now} />
      </div>
    </main>
  );
}

function sectionsOf({ columns, doc, examples, upstream, downstream }: DatasetView, { total }: HistoryView) {
  return pageSections(
    [
      ["promises", null],
      ...(doc === null ? [] : [["about", null] as const]),
      ["columns", columns.length],
      ["quality", null],
      ["delivery", null],
      ...(examples.length === 0 ? [] : [["examples", examples.length] as const]),
      ["access", null],
      ["lineage", upstream.length + downstream.length],
      ["contract", null],
      ["history", total],
    ],
    columns,
  );
}
