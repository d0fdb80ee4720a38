import { FACETS } from "#lib/search/search.ts";

interface PageRule {
  readonly path: RegExp;
  /** Query parameters that the page declares; with any other one it is not kept. */
  readonly params: readonly string[];
}

const NAME = "[^/]{1,300}";
const RULES: readonly PageRule[] = [
  { path: /^\/$/, params: [] },
  { path: /^\/search$/, params: ["q", "page", "sort", ...FACETS] },
  { path: new RegExp(`^/(?:datasets|terms|owners|domains)/${NAME}$`), params: [] },
  { path: /^\/(?:terms|owners|domains|incidents|docs\/api)$/, params: [] },
  { path: new RegExp(`^/docs/errors/${NAME}$`), params: [] },
];

/** Longest query that is part of a key; longer ones are rendered and not kept. */
const MAX_QUERY = 500;

/**
 * The path and canonical query under which a page is kept; `undefined` for what is always rendered.
 * `_rsc` is Next's own cache breaker and says nothing about the page.
 */
export function keptPage(url: URL): string | undefined {
  const rule = RULES.find(({ path }) => path.test(url.pathname));
  if (rule === undefined) return undefined;
  const params = [...url.searchParams].filter(([name]) => name !== "_rsc");
  if (params.some(([name]) => !rule.params.includes(name))) return undefined;
  const query = new URLSearchParams(params).toString();
  if (query.length > MAX_QUERY) return undefined;
  return url.pathname + (query === "" ? "" : `?${query}`);
}
