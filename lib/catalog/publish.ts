import type { CatalogParser } from "#lib/catalog/catalog-parser.ts";
import { planCatalog } from "#lib/catalog/plan.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { AccessLevel, Catalog } from "#lib/contract/contract.ts";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { AppError } from "#lib/errors.ts";
import type { IngestionCounts, PublishedDataset, Publisher, Store, Vocabulary } from "#lib/store/store.ts";

export interface PublishOptions {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly defaultVisibility: AccessLevel;
  readonly commit: string | null;
  readonly author: string | null;
  readonly now: () => Date;
}

export interface PublishReport {
  readonly outcome: "published" | "unchanged";
  readonly revision: number;
  readonly counts: IngestionCounts;
  readonly problems: readonly Problem[];
}

const RETRIES = 5;

/**
 * Publishes what was read in one transaction. What is broken keeps its last good version. When another process published
 * meanwhile, the plan is made again against what it left.
 */
export async function publishCatalog(folder: CatalogFolder, parser: CatalogParser, options: PublishOptions): Promise<PublishReport> {
  const startedAt = options.now();
  for (let attempt = 0; attempt < RETRIES; attempt += 1) {
    const { revision, publisher } = await options.store.state();
    // A push that came after this run began counts: one catalog has one publisher.
    if (options.publisher === "folder" && publisher === "push")
      throw new AppError("TS-SERVER-002", "This catalog was just taken over by a push; the folder is no longer read.");
    const [previous, published] = await Promise.all([options.store.vocabulary(), options.store.published()]);
    const { catalog, problems } = await parser.parse(folder, {
      defaultVisibility: options.defaultVisibility,
      lastPolicy: revision === 0 ? null : previous.policy,
      published: publishedNames(published, previous),
    });
    const { changes, counts } = planCatalog({ published, catalog, problems, unreadable: folder.unreadable, files: folder.files.length });
    const result = await options.store.publish({
      publisher: options.publisher,
      commit: options.commit,
      author: options.author,
      datasets: changes,
      vocabulary: keepBroken(vocabularyOf(catalog), previous, problems, folder.unreadable),
      reports: catalog.qualityReports,
      problems,
      baseRevision: revision,
      counts,
      startedAt,
    });
    if (result.outcome !== "conflict") return { outcome: result.outcome, revision: result.revision, counts, problems };
  }
  throw new AppError("TS-SERVER-002", "Other processes kept publishing at the same time. Try again when they are done.");
}

function vocabularyOf(catalog: Catalog): Omit<Vocabulary, "revision"> {
  const { title, terms, owners, domains, sources, metrics, policy } = catalog;
  return { title, terms, owners, domains, sources, metrics, policy };
}

function publishedNames(datasets: readonly PublishedDataset[], { terms, owners, domains, sources }: Vocabulary): PublishedNames {
  return {
    datasets: datasets.map(({ name, file }) => ({ id: name, position: { file, line: 1, column: 1 } })),
    terms: terms.map(({ slug, position }) => ({ id: slug, position })),
    owners,
    domains,
    sources,
  };
}

/** Terms, owners and the like of a file that is broken now stay as they were, as datasets do. */
function keepBroken(
  next: Omit<Vocabulary, "revision">,
  previous: Vocabulary,
  problems: readonly Problem[],
  unreadable: readonly string[],
): Omit<Vocabulary, "revision"> {
  const broken = new Set([...problems.filter(({ level }) => level === "error").map(({ position }) => position.file), ...unreadable]);
  if (broken.size === 0) return next;
  const merge = <T extends { readonly position: { readonly file: string } }>(
    now: readonly T[],
    before: readonly T[],
    idOf: (item: T) => string,
  ): T[] => {
    const ids = new Set(now.map(idOf));
    const kept = before.filter((item) => broken.has(item.position.file) && !ids.has(idOf(item)));
    return [...now, ...kept].sort((a, b) => compareText(idOf(a), idOf(b)));
  };
  return {
    title: next.title ?? previous.title,
    terms: merge(next.terms, previous.terms, ({ slug }) => slug),
    owners: merge(next.owners, previous.owners, ({ id }) => id),
    domains: merge(next.domains, previous.domains, ({ id }) => id),
    sources: merge(next.sources, previous.sources, ({ id }) => id),
    metrics: merge(next.metrics, previous.metrics, ({ name }) => name),
    policy: next.policy,
  };
}
