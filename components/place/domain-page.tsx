import { DatasetList } from "#components/dataset/dataset-list.tsx";
import { Section } from "#components/dataset/section.tsx";
import { DocView } from "#components/mdx/doc-view.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { DomainPage as DomainPageView } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function DomainPage({ domain, doc, datasets, total }: DomainPageView) {
  return (
    <Page trail={[{ title: "Domains", href: href.domains() }]} title={domain.title} lede={domain.description}>
      {domain.owner === null ? null : (
        <dl className="facts mt-6">
          <dt>Owner</dt>
          <dd>
            <TextLink href={href.owner(domain.owner.id)}>{domain.owner.title}</TextLink>
          </dd>
        </dl>
      )}
      {doc === null ? null : (
        <Section id="about" title="About this domain">
          <DocView doc={doc} />
        </Section>
      )}
      <Section
        id="datasets"
        title="Datasets"
        sub={
          datasets.length === 0 ? (
            "None that you can see."
          ) : (
            <>
              {formatPlural(total, "dataset")}.{" "}
              <TextLink href={href.search({ filters: { domain: [domain.id] } })}>Search only here</TextLink>
            </>
          )
        }
      >
        {datasets.length === 0 ? null : (
          <DatasetList
            datasets={datasets}
            total={total}
            filters={{ domain: [domain.id] }}
            caption={`Datasets of the domain ${domain.title}`}
          />
        )}
      </Section>
    </Page>
  );
}
