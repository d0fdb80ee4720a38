import type { CatalogPlan, DatasetPlan } from "#lib/catalog/catalog-plan.ts";
import type { Words } from "#lib/catalog/catalog-words.ts";
import { Downstream } from "#lib/catalog/downstream.ts";
import type { ContractsById } from "#lib/catalog/plan-differences.ts";
import type { Prepared } from "#lib/catalog/publish.ts";
import { successorFinder } from "#lib/catalog/successor.ts";
import { planVocabulary } from "#lib/catalog/vocabulary-plan.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { worstLevel } from "#lib/contract/diff/change-list.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { compareText } from "#lib/contract/problem-log.ts";
import { findUnannounced } from "#lib/contract/version-rule.ts";
import type { DatasetChange, IngestionCounts } from "#lib/store/store.ts";

interface PlanToDescribe {
  /** With their differences. */
  readonly changes: readonly DatasetChange[];
  readonly counts: IngestionCounts;
  readonly problems: readonly Problem[];
  /** Published contracts of what changes, goes or is kept. */
  readonly contracts: ContractsById;
  /** All datasets of the new catalog. */
  readonly datasets: readonly DatasetContract[];
  readonly words: { readonly before: Words; readonly after: Words };
}

/** What publishing a prepared catalog does, or has just done. */
export function describePrepared({ state, catalog, previous, vocabulary, ...plan }: Prepared): CatalogPlan {
  return describePlan(
    { ...plan, datasets: catalog.datasets, words: { before: previous, after: vocabulary } },
    { kind: "published", commit: state.commit, revision: state.revision, broken: [] },
  );
}

/** The changes of a plan in the words of an answer, by name. */
export function describePlan(plan: PlanToDescribe, base: CatalogPlan["base"]): CatalogPlan {
  const { changes, counts, problems, contracts, words } = plan;
  const kept = changes.flatMap((change) => (change.op === "keep" ? (contracts.get(change.id) ?? []) : []));
  const downstream = new Downstream([...plan.datasets, ...kept]);
  const successorOf = successorFinder(
    changes.flatMap((change) => (change.op === "put" && change.change.kind === "added" ? [change.contract] : [])),
  );
  const datasets = changes
    .flatMap((change) => {
      const before = change.id === null ? undefined : contracts.get(change.id);
      if (change.op === "put") return describePut(change, before, downstream);
      return before === undefined ? [] : [describeOld(change.op, before, successorOf, downstream)];
    })
    .sort((a, b) => compareText(a.name, b.name));
  const { added: new_, changed, removed, kept: keptCount, unchanged } = counts;
  return {
    base,
    datasets,
    vocabulary: planVocabulary(words.before, words.after),
    counts: {
      ...{ added: new_, changed, removed, kept: keptCount, unchanged },
      breaking: datasets.filter(({ level }) => level === "breaking").length,
    },
    problems,
  };
}

function describePut(
  { contract, change }: Extract<DatasetChange, { op: "put" }>,
  before: DatasetContract | undefined,
  downstream: Downstream,
): readonly DatasetPlan[] {
  const { kind, renamedFrom, changes } = change;
  if (kind === "moved") return [];
  const level = kind === "added" ? "additive" : worstLevel(changes);
  return [
    {
      ...{ name: contract.name, renamedFrom, op: kind, level, changes, readers: null, position: contract.position },
      versionBefore: before === undefined ? null : versionOf(before),
      versionAfter: versionOf(contract),
      unannounced: before === undefined ? null : findUnannounced(before, contract, changes),
      // Also who still knows it by its old name.
      downstream: level === "breaking" ? downstream.of({ ...contract, aliases: [...contract.aliases, renamedFrom ?? contract.name] }) : [],
    },
  ];
}

function describeOld(
  op: "remove" | "keep",
  before: DatasetContract,
  successorOf: (removed: DatasetContract) => string | null,
  downstream: Downstream,
): DatasetPlan {
  const { name, position } = before;
  const common = { name, renamedFrom: null, changes: [], versionBefore: versionOf(before), readers: null, position };
  if (op === "keep") return { ...common, op: "kept", level: null, versionAfter: versionOf(before), unannounced: null, downstream: [] };
  return {
    ...common,
    ...{ op: "removed", level: "breaking", versionAfter: null },
    unannounced: findUnannounced(before, null, [], successorOf(before)),
    downstream: downstream.of(before),
  };
}

/** As declared, else the first digits of the hash, as it is stored. */
const versionOf = ({ version, hash }: DatasetContract): string => version ?? hash.slice(0, 12);
