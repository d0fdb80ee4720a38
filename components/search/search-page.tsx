import { EmptyResult } from "#components/search/empty-result.tsx";
import { FacetForm } from "#components/search/facet-form.client.tsx";
import { Facets } from "#components/search/facets.tsx";
import { Hit } from "#components/search/hit.tsx";
import { HitKeys } from "#components/search/hit-keys.client.tsx";
import { Pages } from "#components/search/pages.tsx";
import { filtersOf, type SearchState } from "#components/search/search-state.ts";
import { SearchTools } from "#components/search/search-tools.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { formatPlural } from "#lib/format.ts";
import { href } from "#lib/href.ts";

/** Results on the left, facets on the right; everything that was chosen is in the address. */
export function SearchPage({ search, now }: { readonly search: SearchState; readonly now: Date }) {
  const filters = filtersOf(search.facets);
  const chosen = Object.values(filters).flat().length;
  const canFilter = search.total > 0 || chosen > 0;
  return (
    <main id="page-content" className="frame search" tabIndex={-1}>
      <div className="results">
        <h1 aria-live="polite">
          {search.total === 0 ? "No datasets" : formatPlural(search.total, "dataset")}
          {search.q.trim() === "" ? "" : ` for “${search.q.trim()}”`}
        </h1>
        <Said search={search} />
        <SearchTools search={search} />
        {search.hits.length === 0 ? (
          <EmptyResult search={search} />
        ) : (
          <HitKeys>
            {search.hits.map((hit) => (
              <Hit key={hit.dataset.id} hit={hit} now={now} />
            ))}
          </HitKeys>
        )}
        <Pages search={search} />
      </div>
      {canFilter ? (
        <aside aria-label="Filters">
          <h2 className="sr">Filters</h2>
          <details className="facets">
            <summary>Filters{chosen === 0 ? "" : ` (${chosen})`}</summary>
            <FacetForm chosen={Object.entries(filters).flatMap(([facet, values]) => values.map((value) => `${facet}=${value}`))}>
              <Facets search={search} />
            </FacetForm>
          </details>
        </aside>
      ) : null}
    </main>
  );
}

/** How the question was understood, when it was not taken word by word. */
function Said({ search: { q, relaxed, expanded, didYouMean, total } }: { readonly search: SearchState }) {
  return (
    <>
      {didYouMean === null ? null : (
        <p className="said">
          Did you mean <TextLink href={href.search({ q: didYouMean })}>{didYouMean}</TextLink>?
        </p>
      )}
      {relaxed && total > 0 ? <p className="said">No dataset has all the words of “{q}”. These have some of them.</p> : null}
      {expanded.length === 0 ? null : (
        <p className="said">
          Also searched{" "}
          {expanded.map((phrase, index) => (
            <span key={phrase}>
              {index === 0 ? "" : index === expanded.length - 1 ? " and " : ", "}
              <strong>{phrase}</strong>
            </span>
          ))}
          , which the <TextLink href={href.terms()}>glossary</TextLink> says means the same.
        </p>
      )}
    </>
  );
}
