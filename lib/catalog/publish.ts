import { posix } from "node:path";
import { planCatalog } from "#lib/catalog/plan.ts";
import { type CatalogFolder, readCatalog } from "#lib/catalog/read-catalog.ts";
import type { AccessLevel, Catalog, Policy } from "#lib/contract/contract.ts";
import { parseDoc } from "#lib/contract/doc.ts";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { AppError } from "#lib/errors.ts";
import type { IngestionCounts, PublishedDataset, Publisher, Store, Vocabulary } from "#lib/store/store.ts";

export interface ParsedFolder {
  readonly catalog: Catalog;
  /** Worst first, then by file and line. */
  readonly problems: readonly Problem[];
}

const LEVELS = ["error", "warning", "note"] as const;

export interface ParseFolderOptions {
  readonly defaultVisibility: AccessLevel;
  /** The published policy: it holds on while the file that had it is broken. */
  readonly lastPolicy: Policy | null;
  /** What is published and therefore known, also while its file is broken. */
  readonly published?: PublishedNames;
}

/** Text → values. Pure: the same folder gives the same bytes. */
export function parseFolder(folder: CatalogFolder, { defaultVisibility, lastPolicy, published }: ParseFolderOptions): ParsedFolder {
  const parsed = parseCatalog(folder.files, {
    docs: (path, fromFile) => folder.docs.get(resolvePath(fromFile, path)) ?? null,
    parseDoc,
    defaultVisibility,
    lastPolicy,
    unreadable: folder.unreadable,
    ...(published === undefined ? {} : { published }),
  });
  const problems = [...folder.problems, ...parsed.problems].sort(
    (a, b) =>
      LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
      compare(a.position.file, b.position.file) ||
      a.position.line - b.position.line ||
      a.position.column - b.position.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  );
  return { catalog: parsed.catalog, problems };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** `docs: ../x.mdx` in `team/orders.yaml` → `x.mdx`. A path that climbs out of the catalog matches no file. */
const resolvePath = (fromFile: string, path: string) => posix.normalize(posix.join(posix.dirname(fromFile), path));

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
 * Publishes a folder in one transaction. What is broken keeps its last good version. When another process published
 * meanwhile, the plan is made again against what it left.
 */
export async function publishFolder(dir: string, options: PublishOptions): Promise<PublishReport> {
  const startedAt = options.now();
  const folder = await readCatalog(dir);
  for (let attempt = 0; attempt < RETRIES; attempt += 1) {
    const { revision, publisher } = await options.store.state();
    // A push that came after this run began counts: one catalog has one publisher.
    if (options.publisher === "folder" && publisher === "push")
      throw new AppError("TS-SERVER-002", "This catalog was just taken over by a push; the folder is no longer read.");
    const [previous, published] = await Promise.all([options.store.vocabulary(), options.store.published()]);
    const { catalog, problems } = parseFolder(folder, {
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
    return [...now, ...kept].sort((a, b) => compare(idOf(a), idOf(b)));
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
