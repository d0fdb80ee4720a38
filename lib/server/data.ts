import "server-only";
import { headers } from "next/headers";
import { cache } from "react";
import type { ConsoleSettings } from "#components/console/console-settings.ts";
import type { IncidentsPageView } from "#components/incident/incidents-page.tsx";
import type { LimitsView } from "#lib/api/schemas/limits.ts";
import type { HistoryView } from "#lib/catalog/history.ts";
import { homeView } from "#lib/catalog/home.ts";
import { ingestionView } from "#lib/catalog/ingestion.ts";
import { type VersionAt, versionAt } from "#lib/catalog/version-at.ts";
import type {
  DatasetView,
  DomainPage,
  DomainSummary,
  HomeView,
  IngestionView,
  OwnerPage,
  OwnerSummary,
  SearchView,
  SiteView,
  TermSummary,
  TermView,
} from "#lib/catalog/views.ts";
import { isAppError } from "#lib/errors.ts";
import type { IncidentStory } from "#lib/observe/incident-desk.ts";
import { type IntakeView, intakeView } from "#lib/observe/intake-view.ts";
import { publishedSubjects } from "#lib/observe/published-subjects.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import { FACETS, type SearchFilters } from "#lib/search/search.ts";
import { actorOf } from "#lib/server/auth.ts";
import { incidentDesk } from "#lib/server/incident-desk.ts";
import { limitsView } from "#lib/server/limits-view.ts";
import { originOf } from "#lib/server/origin.ts";
import { services } from "#lib/server/services.ts";
import type { IncidentQuery } from "#lib/store/alerts.ts";

export type PageParams = Readonly<Record<string, string | readonly string[] | undefined>>;
export const SEARCH_SORTS = ["relevance", "name", "updated", "quality"] as const;
export type SearchSort = (typeof SEARCH_SORTS)[number];
const PAGE_SIZE = 20;
/** Pages beyond this are not answered: nobody reads them, and offsets get slow. */
const MAX_PAGE = 500;

/** The scope of this request, computed once. The front hands inner renders their scope; others are known by their token. */
const requestScope = cache(async (): Promise<Scope> => {
  const { scopes, store, now } = services();
  const list = await headers();
  const inner = scopes.find((name) => list.get(name));
  if (inner !== undefined) return inner;
  try {
    return scopeOf(await actorOf((name) => list.get(name), store, now()));
  } catch (error) {
    // A page for a browser with a token that does not hold is the public one; the API refuses it.
    if (isAppError(error, "TS-AUTH-001")) return scopeOf(ANONYMOUS);
    throw error;
  }
});

export const siteInfo = cache(async (): Promise<SiteView> => {
  const { env, store } = services();
  const [vocabulary, list] = await Promise.all([store.vocabulary(), headers()]);
  return {
    title: vocabulary.title,
    environment: env.environment,
    revision: vocabulary.revision,
    origin: originOf(env, (name) => list.get(name)),
  };
});

export async function homePage(): Promise<HomeView> {
  return homeView(services(), await requestScope());
}

export const datasetPage = cache(
  async (name: string): Promise<DatasetView | null> => services().catalog.dataset(await requestScope(), name),
);

/** What `?at=` means on a dataset's page. */
export const datasetAt = cache(
  async (name: string, at: string): Promise<VersionAt> => versionAt(services(), await requestScope(), name, at),
);

/** The first versions on a dataset's page, and those on a page of its history. */
const GLANCE_SIZE = 10;
const HISTORY_SIZE = 50;

export const datasetHistory = cache(
  async (name: string): Promise<HistoryView | null> =>
    services().history.ofDataset(await requestScope(), name, { limit: GLANCE_SIZE, after: null }),
);

/** @param before where the page begins; what is no version of the dataset means the newest, because people edit URLs */
export const historyPage = cache(async (name: string, before: string | null): Promise<HistoryView | null> => {
  const [scope, { history }] = [await requestScope(), services()];
  const page = await history.ofDataset(scope, name, { limit: HISTORY_SIZE, after: before });
  if (page === null || page.versions.length > 0 || before === null) return page;
  return history.ofDataset(scope, name, { limit: HISTORY_SIZE, after: null });
});

export interface SearchResults extends SearchView {
  readonly sort: SearchSort;
  readonly page: number;
}

/** Search from the page's own query string: what cannot be understood there is ignored, because people edit URLs. */
export async function searchResults(params: PageParams): Promise<SearchResults> {
  const all = (key: string) => [params[key] ?? []].flat().filter((value) => value !== "");
  const filters: SearchFilters = Object.fromEntries(
    FACETS.flatMap((facet) => (all(facet).length === 0 ? [] : [[facet, [...new Set(all(facet))].slice(0, 50)]])),
  );
  const sort = SEARCH_SORTS.find((candidate) => candidate === all("sort")[0]) ?? "relevance";
  const page = Math.min(MAX_PAGE, Math.max(1, Math.trunc(Number(all("page")[0] ?? 1)) || 1));
  const view = await services().finder.search(await requestScope(), {
    q: all("q").join(" "),
    filters,
    sort,
    offset: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
  });
  return { ...view, sort, page };
}

export async function termIndex(): Promise<readonly TermSummary[]> {
  return services().vocabulary.terms(await requestScope());
}

export const termPage = cache(async (slug: string): Promise<TermView | null> => services().vocabulary.term(await requestScope(), slug));

export async function ownerIndex(): Promise<readonly OwnerSummary[]> {
  return services().vocabulary.owners(await requestScope());
}

export const ownerPage = cache(async (id: string): Promise<OwnerPage | null> => services().vocabulary.owner(await requestScope(), id));

export async function domainIndex(): Promise<readonly DomainSummary[]> {
  return services().vocabulary.domains(await requestScope());
}

export const domainPage = cache(async (id: string): Promise<DomainPage | null> => services().vocabulary.domain(await requestScope(), id));

export async function ingestionPage(): Promise<IngestionView> {
  return ingestionView(services().store, await requestScope());
}

export async function intakePage(after: string | null): Promise<IntakeView | null> {
  const { store, places } = services();
  return intakeView({ intake: store.intake, subjects: publishedSubjects(store, places) }, await requestScope(), after);
}

const INCIDENTS = 50;

/** What cannot be understood in the query is ignored, because people edit URLs. */
export async function incidentsPage({ state, after }: PageParams): Promise<IncidentsPageView> {
  const [scope, desk] = [await requestScope(), incidentDesk(services())];
  const wanted = state === "open" || state === "resolved" ? state : "all";
  const query: IncidentQuery = {
    state: wanted,
    dataset: null,
    owner: null,
    after: typeof after === "string" ? after : null,
    limit: INCIDENTS,
  };
  const [{ items, total, hasMore }, spans] = await Promise.all([desk.list(scope, query), desk.spans(scope)]);
  return { state: wanted, incidents: items, total: total ?? items.length, next: hasMore ? (items.at(-1)?.id ?? null) : null, spans };
}

export const incidentPage = cache(
  async (id: string): Promise<IncidentStory | null> => incidentDesk(services()).find(await requestScope(), id),
);

/** What the console needs to know of its reader. */
export async function consoleSettings(): Promise<ConsoleSettings> {
  const [{ actor }, { origin }] = await Promise.all([requestScope(), siteInfo()]);
  const { rows, query } = services().env.limits;
  const kind = actor.kind === "anonymous" ? "anonymous" : "person";
  return { origin, token: kind === "person", maxRows: rows[kind], timeoutMs: query[kind] };
}

export async function limitsPage(): Promise<LimitsView> {
  const { actor } = await requestScope();
  return limitsView(services().env, actor.kind === "anonymous" ? "anonymous" : "person");
}
