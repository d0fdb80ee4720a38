import { SearchBox } from "#components/site/search-box.client.tsx";
import { Page } from "#components/ui/page.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** Says the same for what is not there and for what the reader may not know of. */
export function NotFound() {
  return (
    <Page
      title="There is nothing here."
      lede="The address may be mistyped, the dataset may have been renamed or removed, or it is not open to you."
    >
      <SearchBox id="site-find-again" label="Search for what you expected here" placeholder="Search for what you expected here" big />
      <p className="small faint">
        Or look through <TextLink href={href.search()}>every dataset</TextLink>, the <TextLink href={href.terms()}>glossary</TextLink> or
        the <TextLink href={href.owners()}>owners</TextLink>.
      </p>
    </Page>
  );
}
