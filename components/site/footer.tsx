import { TextLink } from "#components/ui/text-link.tsx";
import { formatCount } from "#lib/format.ts";
import { href } from "#lib/href.ts";

export function Footer({ title, revision }: { readonly title: string | null; readonly revision: number }) {
  return (
    <footer className="foot">
      <div>
        <span>
          {title ?? "Touchstone"}, {revision === 0 ? "nothing published yet" : `revision ${formatCount(revision)} of the catalog`}
        </span>
        <TextLink href={href.ingestion()}>Catalog files</TextLink>
        <TextLink href={href.domains()}>Domains</TextLink>
        <TextLink href={href.apiReference()}>API reference</TextLink>
        <a href={href.openApi()}>OpenAPI</a>
        <a href={href.feed()} type="application/atom+xml">
          Feed of changes
        </a>
        <a href="/health/ready">Health</a>
      </div>
    </footer>
  );
}
