import { DatasetList } from "#components/dataset/dataset-list.tsx";
import { Section } from "#components/dataset/section.tsx";
import { OwnerContacts } from "#components/place/owner-contacts.tsx";
import { Page } from "#components/ui/page.tsx";
import type { OwnerPage as OwnerPageView } from "#lib/catalog/views.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function OwnerPage({ owner, datasets, total }: OwnerPageView) {
  const hasContact = owner.slack !== null || owner.email !== null || owner.oncall !== null;
  return (
    <Page trail={[{ title: "Owners", href: href.owners() }]} title={owner.title} lede={owner.description}>
      <dl className="facts mt-6">
        <dt>Contact</dt>
        <dd>
          {hasContact ? (
            <ul>
              <OwnerContacts owner={owner} />
            </ul>
          ) : (
            <span className="faint">
              {owner.declared ? "None given in the catalog" : "Named by its datasets, not described in the catalog"}
            </span>
          )}
        </dd>
        <dt>Name in files</dt>
        <dd className="mono">{owner.id}</dd>
      </dl>
      <Section id="datasets" title="Datasets" sub={datasets.length === 0 ? "None that you can see." : formatPlural(total, "dataset")}>
        {datasets.length === 0 ? null : (
          <DatasetList datasets={datasets} total={total} filters={{ owner: [owner.id] }} caption={`Datasets of ${owner.title}`} />
        )}
      </Section>
    </Page>
  );
}
