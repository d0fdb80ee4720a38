import type { IngestionRunView, IngestionView, ProblemView } from "#lib/catalog/views.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Problem } from "#lib/contract/problem.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { Ingestion, Store } from "#lib/store/store.ts";

const RUNS = 20;

/**
 * What the last ingestions found. A problem is shown unless it would tell of a dataset that this reader may not know of: one in
 * the same file, the one that it concerns, or one that its text or hint names.
 */
export async function ingestionView(store: Store, scope: Scope): Promise<IngestionView> {
  const [state, vocabulary, problems, runs] = await Promise.all([
    store.state(),
    store.vocabulary(),
    store.problems(),
    store.ingestions(RUNS),
  ]);
  const shown = problems.filter(
    await isTellable(store, scope, vocabulary.policy.defaultVisibility !== null && vocabulary.policy.defaultVisibility !== "everyone"),
  );
  return { revision: state.revision, problems: shown.map(problemView), withheld: problems.length - shown.length, runs: runs.map(runView) };
}

async function isTellable(store: Store, scope: Scope, closedByDefault: boolean): Promise<(problem: Problem) => boolean> {
  if (scope.audience === "all") return () => true;
  const published = await store.published();
  const visible = new Set(
    (
      await store.datasetsById(
        scope,
        published.map(({ id }) => id),
      )
    ).map(({ id }) => id),
  );
  const hidden = published.filter(({ id }) => !visible.has(id));
  const files = new Set(hidden.map(({ file }) => file));
  const names = hidden.map(({ name }) => foldName(name));
  const known = new Set(published.map(({ name }) => foldName(name)));
  return ({ position, dataset, message, hint }) => {
    if (files.has(position.file)) return false;
    // A dataset that was never published has no audience yet; the catalog's default decides.
    if (closedByDefault && dataset !== null && !known.has(foldName(dataset))) return false;
    const text = foldName(`${dataset ?? ""} ${message} ${hint ?? ""}`);
    return !names.some((name) => text.includes(name));
  };
}

function problemView({ code, level, position, message, hint, dataset }: Problem): ProblemView {
  return { code, level, ...position, message, hint, dataset };
}

function runView({ id, startedAt, finishedAt, publisher, commit, revision, ...counts }: Ingestion): IngestionRunView {
  return {
    id,
    startedAt: startedAt.toISOString(),
    seconds: Math.max(0, finishedAt.getTime() - startedAt.getTime()) / 1000,
    publisher,
    commit,
    revision,
    counts,
  };
}
