import type { DatasetSummary, FreshnessView, OwnerView, Ref, VerdictView } from "#lib/catalog/views.ts";
import type { DatasetContract, Owner } from "#lib/contract/contract.ts";
import { columnsFor, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import { expectedSeconds } from "#lib/quality/cadence.ts";
import { compileChecks } from "#lib/quality/compile.ts";
import { verdictOf } from "#lib/quality/verdict.ts";
import { wordsOf } from "#lib/quality/verdict-reason.ts";
import type { DatasetRecord, Vocabulary } from "#lib/store/store.ts";

/** The vocabulary with look-ups by id, made once per revision. */
export interface Glossary {
  readonly vocabulary: Vocabulary;
  readonly term: (slug: string) => Ref;
  readonly owner: (id: string) => Ref;
  readonly domain: (id: string) => Ref;
}

/** An id that the catalog does not declare keeps its name: it was already reported as a problem. */
export function glossaryOf(vocabulary: Vocabulary): Glossary {
  const index = (items: readonly (readonly [string, string])[]) => {
    const titles = new Map(items);
    return (id: string): Ref => ({ id, title: titles.get(id) ?? titleFromId(id) });
  };
  return {
    vocabulary,
    term: index(vocabulary.terms.map(({ slug, title }) => [slug, title])),
    owner: index(vocabulary.owners.map(({ id, title }) => [id, title])),
    domain: index(vocabulary.domains.map(({ id, title }) => [id, title])),
  };
}

/** `data-science-team` → `Data science team`. */
function titleFromId(id: string): string {
  const words = id.replaceAll(/[-_]+/g, " ").trim();
  return words === "" ? id : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The classifications that any column carries, sorted. */
export function classificationsOf(contract: DatasetContract): readonly string[] {
  return [...new Set(contract.columns.flatMap(({ classification }) => classification ?? []))].sort();
}

/** Terms of the dataset and of its columns, in the order in which they are named. */
export function termsOf(contract: DatasetContract): readonly string[] {
  return [...new Set([...contract.terms, ...contract.columns.flatMap(({ term }) => term ?? [])])];
}

/** Names of the columns that do not exist for this reader. */
export function hiddenColumns({ columns }: Pick<DatasetContract, "columns">, scope: Scope): readonly string[] {
  return columnsFor(columns, scope).flatMap(({ name, mask }) => (mask === "hide" ? [name] : []));
}

/** What can be said while no evidence of it is at hand: that nothing is known, and why. */
export function verdictView({ contract, staleSince, updatedAt }: DatasetRecord): VerdictView {
  const { state, reasons } = verdictOf(
    {
      ...{ status: contract.status, hasSource: contract.source !== null, isStale: staleSince !== null, problem: null },
      hasSchema: contract.columns.length > 0,
      results: compileChecks(contract).map(({ id, label, columns, dimension, severity }) => ({
        ...{ check: id, label, columns, dimension, severity, status: "skipped", observed: "", measuredAt: null, everySeconds: null },
      })),
      ...{ freshness: [], sla: null, incidents: [], upstreamBroken: [], reportedAt: null, dimensionWeights: {} },
      cadenceSeconds: expectedSeconds(contract),
    },
    updatedAt,
  );
  return { state, reasons: reasons.map((reason) => wordsOf(reason, updatedAt)), since: null };
}

/** @param asOf newest value of the freshness column, RFC 3339; `null`: not looked at. */
export function freshnessView(contract: DatasetContract, asOf: string | null, now: Date): FreshnessView | null {
  const { freshness } = contract;
  if (freshness === null) return null;
  return {
    promised: freshness.promised,
    maxAgeSeconds: freshness.maxAgeSeconds,
    observedAgeSeconds: asOf === null ? null : Math.max(0, Math.round((now.getTime() - Date.parse(asOf)) / 1000)),
    asOf,
    column: freshness.column,
    columnInferred: contract.inferred.includes("freshness.column"),
  };
}

export function summaryOf(record: DatasetRecord, scope: Scope, glossary: Glossary, now: Date): DatasetSummary {
  const { contract } = record;
  const { columns, rows } = datasetAccess(contract, scope);
  const hidden = new Set(columns.flatMap(({ name, mask }) => (mask === "hide" ? [name] : [])));
  const seen = { ...contract, columns: contract.columns.filter(({ name }) => !hidden.has(name)) };
  return {
    id: record.id,
    name: contract.name,
    title: contract.title,
    description: contract.description,
    domain: contract.domain === null ? null : glossary.domain(contract.domain),
    owner: contract.owner === null ? null : glossary.owner(contract.owner),
    tags: contract.tags,
    terms: termsOf(seen).map(glossary.term),
    tier: contract.tier,
    status: contract.status,
    classification: classificationsOf(seen),
    verdict: verdictView(record),
    quality: { score: null, evidence: 0, target: contract.qualityTarget },
    freshness: freshnessOf(contract, now, hidden),
    canRead: admits(scope, record.readBy) && rows.kind !== "none",
    updatedAt: record.updatedAt.toISOString(),
  };
}

function freshnessOf(contract: DatasetContract, now: Date, hidden: ReadonlySet<string>): FreshnessView | null {
  const freshness = freshnessView(contract, null, now);
  return freshness === null || !hidden.has(freshness.column ?? "") ? freshness : { ...freshness, column: null, columnInferred: false };
}

export function ownerView(id: string, owner: Owner | undefined): OwnerView {
  return {
    id,
    title: owner?.title ?? titleFromId(id),
    description: owner?.description ?? null,
    slack: owner?.slack ?? null,
    email: owner?.email ?? null,
    oncall: owner?.oncall ?? null,
    declared: owner !== undefined,
  };
}
