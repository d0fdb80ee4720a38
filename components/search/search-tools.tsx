import { facetTitle, filtersOf, type SearchState } from "#components/search/search-state.ts";
import { Icon } from "#components/ui/icon.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { href } from "#lib/href.ts";

const SORTS = [
  { key: "relevance", title: "Best match" },
  { key: "name", title: "Name" },
  { key: "updated", title: "Last changed" },
  { key: "quality", title: "Quality target" },
] as const;

/** The chosen filters, each with the way out of it, and the order. */
export function SearchTools({ search }: { readonly search: SearchState }) {
  const filters = filtersOf(search.facets);
  const chips = search.facets.flatMap(({ facet, values }) =>
    values.filter(({ selected }) => selected).map(({ value, title }) => ({ facet, value, title })),
  );
  const without = (facet: string, value: string) => ({ ...filters, [facet]: (filters[facet] ?? []).filter((other) => other !== value) });
  return (
    <div className="tools">
      {chips.length === 0 ? null : (
        <ul aria-label="Chosen filters">
          {chips.map(({ facet, value, title }) => (
            <li key={`${facet} ${value}`}>
              <TextLink
                className="chip"
                label={`Remove filter ${facetTitle(facet)} ${title}`}
                href={href.search({ q: search.q, sort: search.sort, filters: without(facet, value) })}
              >
                {title}
                <Icon name="close" size={12} />
              </TextLink>
            </li>
          ))}
        </ul>
      )}
      {search.total < 2 ? null : (
        <nav aria-label="Order">
          <ul>
            <li>Sort by</li>
            {SORTS.filter(({ key }) => key !== "quality" || key === search.sort).map(({ key, title }) => (
              <li key={key}>
                <TextLink href={href.search({ q: search.q, sort: key, filters })} current={key === search.sort}>
                  {title}
                </TextLink>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </div>
  );
}
