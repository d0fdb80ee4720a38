import { FACETS } from "#lib/search/search.ts";

interface PageRule {
  readonly path: RegExp;
  /** Query parameters that the page declares; with any other one it is not kept. */
  readonly params: readonly string[];
  /** It shows what the search index says, which follows the catalog a moment later. */
  readonly usesIndex?: boolean;
  /** Parameters whose values have no end, such as versions of the past: such pages share a small part of the cache. */
  readonly endless?: readonly string[];
}

const NAME = "[^/]{1,300}";
const RULES: readonly PageRule[] = [
  { path: /^\/$/, params: [] },
  { path: /^\/search$/, params: ["q", "page", "sort", ...FACETS], usesIndex: true },
  { path: new RegExp(`^/datasets/${NAME}$`), params: ["at"], endless: ["at"] },
  { path: new RegExp(`^/datasets/${NAME}/history$`), params: ["before"], endless: ["before"] },
  { path: new RegExp(`^/(?:terms|owners|domains)/${NAME}$`), params: [] },
  { path: /^\/(?:terms|owners|domains|console|docs\/api|docs\/errors)$/, params: [] },
  { path: new RegExp(`^/docs/errors/${NAME}$`), params: [] },
];

/** Longest query that is part of a key; longer ones are rendered and not kept. */
const MAX_QUERY = 500;

export interface PageAddress {
  /** Path and canonical query: the same for two requests that mean the same page. */
  readonly address: string;
  readonly usesIndex: boolean;
  /** One of very many that are seldom asked for: it must not push out the others. */
  readonly seldom: boolean;
}

/**
 * Where a page is kept; `undefined` for what is always rendered. `_rsc` is the framework's own cache breaker and says nothing about
 * the page.
 */
export function findPage(path: string, query: string): PageAddress | undefined {
  const rule = RULES.find((candidate) => candidate.path.test(path));
  if (rule === undefined) return undefined;
  const given = new URLSearchParams(query);
  given.delete("_rsc");
  if ([...given.keys()].some((name) => !rule.params.includes(name))) return undefined;
  given.sort();
  const canonical = given.toString();
  if (canonical.length > MAX_QUERY) return undefined;
  const seldom = rule.endless?.some((name) => given.has(name)) === true;
  return { address: path + (canonical === "" ? "" : `?${canonical}`), usesIndex: rule.usesIndex === true, seldom };
}
