import type { CatalogParser } from "#lib/catalog/catalog-parser.ts";
import { publishedNames, type Words, wordsOf } from "#lib/catalog/catalog-words.ts";
import { keepBroken } from "#lib/catalog/keep-broken.ts";
import { type Plan, planCatalog } from "#lib/catalog/plan.ts";
import { type ContractsById, idsToCompare, withDifferences } from "#lib/catalog/plan-differences.ts";
import { checkRules, expectation, type PushRules, staleBase } from "#lib/catalog/push-rules.ts";
import type { CatalogFolder } from "#lib/catalog/read-catalog.ts";
import type { AccessLevel, Catalog } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { AppError } from "#lib/errors.ts";
import type {
  CatalogState,
  IngestionCounts,
  PublishedDataset,
  PublishedResult,
  Publisher,
  Receipt,
  Store,
  Vocabulary,
} from "#lib/store/store.ts";

export interface PublishOptions {
  readonly store: Store;
  readonly publisher: Publisher;
  readonly defaultVisibility: AccessLevel;
  readonly commit: string | null;
  readonly author: string | null;
  readonly now: () => Date;
  /** Only for a push: what it may replace. */
  readonly rules?: PushRules;
  /** Only for a push: what to keep as the answer of a repeated request. */
  readonly receipt?: (published: Published) => Receipt;
}

/** What was done, and how it came about. */
export interface Published {
  readonly report: PublishReport;
  readonly prepared: Prepared;
}

export interface PublishReport extends PublishedResult {
  readonly counts: IngestionCounts;
  readonly problems: readonly Problem[];
}

/** A catalog compared with what is published. */
export interface Prepared extends Plan {
  readonly state: CatalogState;
  readonly published: readonly PublishedDataset[];
  /** What is published of the datasets that change, go or are kept. */
  readonly contracts: ContractsById;
  readonly previous: Vocabulary;
  readonly catalog: Catalog;
  /** With what broken files defined before. */
  readonly vocabulary: Words;
  readonly problems: readonly Problem[];
}

const RETRIES = 5;

/**
 * Publishes what was read in one transaction. What is broken keeps its last good version. When another process published
 * meanwhile, the plan is made again against what it left.
 * @throws AppError TS-PUSH-001, TS-PUSH-002 or TS-ACCESS-003 when the rules of a push forbid it; then nothing is published
 */
export async function publishCatalog(folder: CatalogFolder, parser: CatalogParser, options: PublishOptions): Promise<Published> {
  const { store, publisher, commit, author, now, rules, receipt } = options;
  const startedAt = now();
  for (let attempt = 0; attempt < RETRIES; attempt += 1) {
    const prepared = await prepareCatalog(folder, parser, options);
    const { state, catalog, vocabulary, problems, changes, counts } = prepared;
    // A push that came after this run began counts: one catalog has one publisher.
    if (publisher === "folder" && state.publisher === "push")
      throw new AppError("TS-SERVER-002", "This catalog was just taken over by a push; the folder is no longer read.");
    if (rules !== undefined) checkRules(prepared, rules);
    const tell = ({ outcome, revision }: PublishedResult): Published => ({ report: { outcome, revision, counts, problems }, prepared });
    const result = await store.publish({
      ...{ publisher, commit, author, datasets: changes, vocabulary, problems, counts, startedAt },
      reports: catalog.qualityReports,
      baseRevision: state.revision,
      ...expectation(rules),
      ...(receipt === undefined ? {} : { receipt: (published) => receipt(tell(published)) }),
    });
    if (result.outcome === "stale") throw staleBase(rules?.base, await store.state(), now());
    if (result.outcome !== "conflict") return tell(result);
  }
  throw new AppError("TS-SERVER-002", "Other processes kept publishing at the same time. Try again when they are done.");
}

/** Parses a catalog and compares it with what is published now. Writes nothing. */
export async function prepareCatalog(
  folder: CatalogFolder,
  parser: CatalogParser,
  { store, defaultVisibility }: Pick<PublishOptions, "store" | "defaultVisibility">,
): Promise<Prepared> {
  const state = await store.state();
  const [previous, published] = await Promise.all([store.vocabulary(), store.published()]);
  const { catalog, problems } = await parser.parse(folder, {
    defaultVisibility,
    lastPolicy: state.revision === 0 ? null : previous.policy,
    published: publishedNames(published, previous),
  });
  const plan = planCatalog({ published, catalog, problems, unreadable: folder.unreadable, files: folder.files.length });
  const contracts = await store.contractsById(idsToCompare(plan.changes));
  const vocabulary = keepBroken(wordsOf(catalog), previous, problems, folder.unreadable);
  const changes = withDifferences(plan.changes, contracts);
  return { state, published, contracts, previous, catalog, vocabulary, problems, changes, counts: plan.counts };
}
