import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

interface VersionMissingProps {
  readonly dataset: { readonly name: string; readonly title: string };
  readonly at: string;
  /** Commits or hashes of which it is the beginning. */
  readonly candidates: readonly string[];
}

/** There is this dataset, but not this version of it. */
export function VersionMissing({ dataset: { name, title }, at, candidates }: VersionMissingProps) {
  const shown = at.length > 60 ? `${at.slice(0, 60)}…` : at;
  return (
    <Page
      title={candidates.length === 0 ? "There is no such version." : "Which version?"}
      trail={[{ title, href: href.dataset(name) }]}
      lede={
        candidates.length === 0 ? (
          <>
            <code>{shown}</code> is no version, hash or commit of {title}, or it is older than what is remembered.
          </>
        ) : (
          <>
            <code>{shown}</code> is the beginning of more than one commit: <code>{candidates.join(", ")}</code>. Give more digits.
          </>
        )
      }
    >
      {/* The front answers 404 for a page that says so; see lib/server/inner-page.ts. */}
      <meta name="touchstone:status" content="404" />
      <p className="mt-4">
        <TextLink href={href.history(name)}>All its versions</TextLink>, or{" "}
        <TextLink href={href.dataset(name)}>what is promised today</TextLink>.
      </p>
    </Page>
  );
}
