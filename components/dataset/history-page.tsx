import { FeedLink } from "#components/dataset/history-section.tsx";
import { VersionList } from "#components/dataset/version-list.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { HistoryView } from "#lib/catalog/history.ts";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface HistoryPageProps {
  readonly history: HistoryView;
  readonly now: Date;
}

/** All versions of one contract, a page at a time. */
export function HistoryPage({ history: { dataset, versions, total, next }, now }: HistoryPageProps) {
  const { name, title } = dataset;
  const fromNewest = versions[0]?.current === true;
  return (
    <Page
      title={`History of ${title}`}
      trail={[{ title, href: href.dataset(name) }]}
      lede={`${formatPlural(total, "version")} of its contract, newest first.`}
    >
      <p className="version-more">
        <FeedLink name={name} />
      </p>
      <VersionList name={name} versions={versions} now={now} heading="h2" />
      {fromNewest && next === null ? null : (
        <nav className="pages" aria-label="Pages of versions">
          {fromNewest ? null : (
            <TextLink className="button" href={href.history(name)}>
              Newest
            </TextLink>
          )}
          {next === null ? null : (
            <TextLink className="button" href={href.history(name, next)}>
              Older
            </TextLink>
          )}
        </nav>
      )}
    </Page>
  );
}
