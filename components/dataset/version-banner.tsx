import { TextLink } from "#components/ui/text-link.tsx";
import { When } from "#components/ui/when.tsx";
import type { VersionMark } from "#lib/catalog/version-at.ts";
import { formatInstant } from "#lib/format.ts";
import { href } from "#lib/href.ts";

interface VersionBannerProps {
  readonly name: string;
  readonly mark: VersionMark;
  readonly now: Date;
}

/** Says first that this is not, or is, what is promised today. */
export function VersionBanner({ name, mark: { version, publishedAt, author, commit, current }, now }: VersionBannerProps) {
  if (current)
    return (
      <p className="banner is-unknown" role="status">
        <strong>
          Version <span className="mono">{version}</span> is in force.
        </strong>{" "}
        It was published <When at={publishedAt} now={now} />. <TextLink href={href.dataset(name)}>The page without a version</TextLink>{" "}
        always shows what is.
      </p>
    );
  return (
    <p className="banner is-risk" role="status">
      <strong>
        You are looking at version <span className="mono">{version}</span> of{" "}
        <time dateTime={publishedAt}>{formatInstant(publishedAt)}</time>.
      </strong>{" "}
      It is no longer in force. Rows, measurements and access belong to today and are left out.{" "}
      {author === null ? null : <>Published by {author}. </>}
      {commit === null ? null : (
        <>
          Commit <span className="mono">{commit.slice(0, 12)}</span>.{" "}
        </>
      )}
      <TextLink href={href.dataset(name)}>See today’s</TextLink>
    </p>
  );
}
