import { facetTitle, orderedFacets, type SearchState } from "#components/search/search-state.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { FacetView } from "#lib/catalog/views.ts";
import { formatCount } from "#lib/format.ts";
import { href } from "#lib/href.ts";

const SHOWN = 8;

/** The fields of the filter form. */
export function Facets({ search }: { readonly search: SearchState }) {
  const facets = orderedFacets(search.facets).filter(({ values }) => values.length > 1 || values.some(({ selected }) => selected));
  const isFiltered = facets.some(({ values }) => values.some(({ selected }) => selected));
  return (
    <>
      {search.q === "" ? null : <input type="hidden" name="q" value={search.q} />}
      {search.sort === "relevance" ? null : <input type="hidden" name="sort" value={search.sort} />}
      {facets.map((facet) => (
        <Facet key={facet.facet} facet={facet} />
      ))}
      <div className="facet-actions">
        {facets.length === 0 ? (
          <span className="faint">Nothing to filter by</span>
        ) : (
          <button type="submit" className="button">
            Apply filters
          </button>
        )}
        {isFiltered ? <TextLink href={href.search({ q: search.q, sort: search.sort })}>Clear all</TextLink> : null}
      </div>
    </>
  );
}

function Facet({ facet: { facet, values } }: { readonly facet: FacetView }) {
  const ordered = facet === "tier" ? [...values].sort((a, b) => a.value.localeCompare(b.value)) : values;
  const first = ordered.filter(({ selected }, index) => index < SHOWN || selected);
  const rest = ordered.filter((value) => !first.includes(value));
  return (
    <fieldset className="facet">
      <legend>{facetTitle(facet)}</legend>
      {first.map((value) => (
        <Choice key={value.value} facet={facet} choice={value} />
      ))}
      {rest.length === 0 ? null : (
        <details>
          <summary>{rest.length} more</summary>
          {rest.map((value) => (
            <Choice key={value.value} facet={facet} choice={value} />
          ))}
        </details>
      )}
    </fieldset>
  );
}

function Choice({ facet, choice }: { readonly facet: string; readonly choice: FacetView["values"][number] }) {
  return (
    <label>
      <input type="checkbox" name={facet} value={choice.value} defaultChecked={choice.selected} />
      <span>{choice.title}</span>
      <span>{formatCount(choice.count)}</span>
    </label>
  );
}
