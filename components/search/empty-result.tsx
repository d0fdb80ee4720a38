import { filtersOf, type SearchState } from "#components/search/search-state.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

/** Nothing found: why that may be, the nearest terms, and what to try. */
export function EmptyResult({ search }: { readonly search: SearchState }) {
  const isFiltered = Object.keys(filtersOf(search.facets)).length > 0;
  if (search.total > 0) {
    return (
      <div className="empty">
        <h2>There is no such page of results</h2>
        <p>
          The last result comes earlier.{" "}
          <TextLink href={href.search({ q: search.q, filters: filtersOf(search.facets) })}>Go to its first page</TextLink>.
        </p>
      </div>
    );
  }
  if (search.q.trim() === "" && !isFiltered) {
    return (
      <div className="empty">
        <h2>There is no dataset yet</h2>
        <p>
          Or none that is open to you. <TextLink href={href.home()}>The first page</TextLink> says how to begin, and{" "}
          <TextLink href={href.ingestion()}>Catalog files</TextLink> whether a file is broken.
        </p>
      </div>
    );
  }
  return (
    <div className="empty">
      <h2>{search.q === "" ? "No dataset fits these filters" : "Nothing in the catalog matches that"}</h2>
      {isFiltered ? (
        <p>
          <TextLink href={href.search({ q: search.q })}>Search without the filters</TextLink>: they may be what is too narrow.
        </p>
      ) : null}
      {search.nearestTerms.length === 0 ? null : <NearestTerms terms={search.nearestTerms} />}
      <p>What else helps:</p>
      <ul>
        <li>fewer words, or one word of the business: “orders”, not “table with all orders of last year”</li>
        <li>a part of a column’s name, such as “email” or “_id”</li>
        <li>
          the <TextLink href={href.terms()}>glossary</TextLink>, the <TextLink href={href.domains()}>domains</TextLink>, or{" "}
          <TextLink href={href.search()}>every dataset</TextLink>
        </li>
      </ul>
      <p className="soft small">A dataset that you may not know of is not found either. Ask the team that would own it.</p>
    </div>
  );
}

function NearestTerms({ terms }: { readonly terms: SearchState["nearestTerms"] }) {
  return (
    <>
      <p>The nearest terms of the glossary:</p>
      <ul>
        {terms.map(({ slug, title, definition }) => (
          <li key={slug}>
            <TextLink href={href.term(slug)}>{title}</TextLink> <span className="soft">{definition}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
