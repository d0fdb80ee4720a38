import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** Nothing is measured yet: the page says so, and does not claim that all is well. */
export function NoIncidents() {
  return (
    <Page title="Incidents" lede="Promises that broke: since when, found how fast, mended when.">
      <div className="empty">
        <h2>Nothing is measured yet</h2>
        <p>
          No incident stands here because nobody looks yet, not because every promise holds. Once Touchstone measures promises, each broken
          one opens an incident here by itself, tells the owner, and closes when the promise holds again.
        </p>
        <p>
          Until then the dataset pages say what is promised, and <TextLink href={href.ingestion()}>Catalog files</TextLink> what is wrong
          with the catalog itself.
        </p>
      </div>
    </Page>
  );
}
