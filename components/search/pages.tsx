import { filtersOf, type SearchState } from "#components/search/search-state.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { formatCount } from "#lib/format.ts";
import { href } from "#lib/href.ts";

/** Earlier and later pages of a result. */
export function Pages({ search }: { readonly search: SearchState }) {
  const last = Math.ceil(search.total / search.limit);
  if (last < 2 || search.page > last) return null;
  const to = (page: number) => href.search({ q: search.q, sort: search.sort, filters: filtersOf(search.facets), page });
  return (
    <nav className="pages" aria-label="Pages of results">
      {search.page <= 1 ? null : (
        <TextLink className="button" href={to(Math.min(search.page - 1, last))}>
          Previous
        </TextLink>
      )}
      <span>
        Page {formatCount(search.page)} of {formatCount(last)}
      </span>
      {search.page >= last ? null : (
        <TextLink className="button" href={to(search.page + 1)}>
          Next
        </TextLink>
      )}
    </nav>
  );
}
