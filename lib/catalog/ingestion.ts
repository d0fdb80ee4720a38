import { problemView } from "#lib/catalog/problem-view.ts";
import type { IngestionRunView, IngestionView } from "#lib/catalog/views.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Problem } from "#lib/contract/problem.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Ingestion, PublishedDataset, Store } from "#lib/store/store.ts";

const RUNS = 20;

/**
 * What the last ingestions found. A problem is shown unless it would tell of a dataset that this reader may not know of: one in
 * the same file, the one that it concerns, or one that its text or hint names. Counts are shown to those who see every dataset.
 */
export async function ingestionView(store: Store, scope: Scope): Promise<IngestionView> {
  const [state, vocabulary, problems, runs, published] = await Promise.all([
    store.state(),
    store.vocabulary(),
    store.problems(),
    store.ingestions(RUNS),
    store.published(),
  ]);
  const hidden = await findHidden(store, scope, published);
  const { defaultVisibility } = vocabulary.policy;
  const isTellable = tellable(
    published,
    hidden,
    scope.audience !== "all" && defaultVisibility !== null && defaultVisibility !== "everyone",
  );
  const partial = hidden.length > 0;
  return {
    revision: state.revision,
    problems: problems.filter(isTellable).map(problemView),
    partial,
    runs: runs.map((run) => runView(run, partial)),
  };
}

async function findHidden(store: Store, scope: Scope, published: readonly PublishedDataset[]): Promise<readonly PublishedDataset[]> {
  if (scope.audience === "all") return [];
  const records = await store.datasetsById(
    scope,
    published.map(({ id }) => id),
  );
  const visible = new Set(records.map(({ id }) => id));
  return published.filter(({ id }) => !visible.has(id));
}

function tellable(
  published: readonly PublishedDataset[],
  hidden: readonly PublishedDataset[],
  closedByDefault: boolean,
): (problem: Problem) => boolean {
  const files = new Set(hidden.map(({ file }) => file));
  const names = hidden.flatMap(({ name, aliases }) => [name, ...aliases].map(foldName));
  const known = new Set(published.map(({ name }) => foldName(name)));
  return ({ position, dataset, message, hint }) => {
    if (files.has(position.file)) return false;
    // A dataset that was never published has no audience yet; the catalog's default decides.
    if (closedByDefault && dataset !== null && !known.has(foldName(dataset))) return false;
    const text = foldName(`${dataset ?? ""} ${message} ${hint ?? ""}`);
    return !names.some((name) => text.includes(name));
  };
}

function runView({ id, startedAt, finishedAt, publisher, commit, revision, ...counts }: Ingestion, partial: boolean): IngestionRunView {
  return {
    id,
    startedAt: startedAt.toISOString(),
    seconds: Math.max(0, finishedAt.getTime() - startedAt.getTime()) / 1000,
    publisher,
    commit,
    revision,
    counts: partial ? null : counts,
  };
}
