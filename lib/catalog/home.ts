import type { CatalogReader } from "#lib/catalog/catalog.ts";
import type { HomeView } from "#lib/catalog/views.ts";
import type { VocabularyReader } from "#lib/catalog/vocabulary-reader.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetQuery, Store } from "#lib/store/store.ts";

export interface HomeDeps {
  readonly store: Store;
  readonly catalog: CatalogReader;
  readonly vocabulary: VocabularyReader;
}

/** Entries of one list. */
const HOME = 6;
/** Datasets that are looked at for what needs attention. */
const LOOKED_AT = 200;
const BY_NAME: DatasetQuery["sort"] = { by: "name", descending: false };

/** The first page: where to begin, for this reader. */
export async function homeView({ store, catalog, vocabulary }: HomeDeps, scope: Scope): Promise<HomeView> {
  const [glossary, all, recent, tierOne, domains, terms] = await Promise.all([
    catalog.glossary(),
    catalog.list(scope, { filter: {}, sort: BY_NAME, limit: LOOKED_AT, after: null }),
    catalog.list(scope, { filter: {}, sort: { by: "updated", descending: true }, limit: HOME, after: null }),
    catalog.list(scope, { filter: { tier: [1] }, sort: BY_NAME, limit: HOME, after: null }),
    vocabulary.domains(scope),
    vocabulary.terms(scope),
  ]);
  return {
    title: glossary.vocabulary.title,
    datasets: all.total,
    empty: all.total === 0 && (await store.published()).length === 0,
    domains,
    needingAttention: all.items
      .filter(({ verdict, status }) => verdict.state === "broken" || verdict.state === "at-risk" || status === "deprecated")
      .toSorted((a, b) => Number(b.verdict.state === "broken") - Number(a.verdict.state === "broken"))
      .slice(0, HOME),
    critical: tierOne.items,
    recent: recent.items,
    terms: [...terms].sort((a, b) => b.datasets - a.datasets || compare(a.title, b.title)).slice(0, 5),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
