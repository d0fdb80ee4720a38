import { AppError } from "#lib/errors.ts";
import { FACETS, type SearchAudience, type SearchRequest } from "#lib/search/search.ts";

const SORTS: readonly string[] = ["relevance", "name", "updated", "popularity", "quality"] satisfies SearchRequest["sort"][];
const MOST_HITS = 1_000;

/** What both adapters refuse before they look: an unknown filter must never be an ignored one. */
export function checkRequest(request: SearchRequest): void {
  for (const [name, values] of Object.entries(request.filters)) {
    if (!isFacet(name)) throw new AppError("TS-API-004", `'${name}' is not a filter; there are ${FACETS.join(", ")}`);
    if (!isTexts(values)) throw new AppError("TS-API-003", `The filter '${name}' takes a list of texts`);
  }
  for (const name of request.facets) if (!isFacet(name)) throw new AppError("TS-API-003", `'${String(name)}' is not a facet`);
  if (!SORTS.includes(request.sort))
    throw new AppError("TS-API-003", `'${String(request.sort)}' is not an order; there are ${SORTS.join(", ")}`);
  checkWhole("offset", request.offset, Number.MAX_SAFE_INTEGER);
  checkWhole("limit", request.limit, MOST_HITS);
  checkAsker(request);
}

/** The part that suggestions have too. */
export function checkAsker(request: { readonly q: string; readonly audience: SearchAudience }): void {
  if (typeof request.q !== "string") throw new AppError("TS-API-003", "The query is text");
  if (request.audience !== "all" && !isTexts(request.audience)) throw new AppError("TS-SERVER-001", "Search was asked without an audience");
}

/** A whole number from 0 to `most`. */
export function checkWhole(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= most) return;
  throw new AppError("TS-API-003", `'${name}' is a whole number from 0 to ${most}`);
}

function isFacet(name: string): boolean {
  return FACETS.some((facet) => facet === name);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
