import { Section } from "#components/dataset/section.tsx";
import { VersionList } from "#components/dataset/version-list.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { HistoryView } from "#lib/catalog/history.ts";
import { formatCount } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface HistorySectionProps {
  readonly id: string;
  readonly history: HistoryView;
  readonly now: Date;
}

/** The newest versions of the contract; the others are one page away. */
export function HistorySection({ id, history: { dataset, versions, total }, now }: HistorySectionProps) {
  return (
    <Section id={id} title="History" sub="What was promised before, and what each version changed for those who read the data.">
      <VersionList name={dataset.name} versions={versions} now={now} heading="h3" />
      <p className="version-more">
        {total > versions.length ? <TextLink href={href.history(dataset.name)}>All {formatCount(total)} versions</TextLink> : null}
        <FeedLink name={dataset.name} />
      </p>
    </Section>
  );
}

/** The changes of one dataset, for feed readers. */
export function FeedLink({ name }: { readonly name: string }) {
  return (
    <a className="icon-link" href={href.datasetFeed(name)} type="application/atom+xml">
      <Icon name="feed" size={14} />
      Feed of changes
    </a>
  );
}
