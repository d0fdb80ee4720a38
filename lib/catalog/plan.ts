import { createHash } from "node:crypto";
import type { Catalog, DatasetContract } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { audiencesOf } from "#lib/policy/scope.ts";
import type { DatasetChange, IngestionCounts, PublishedDataset } from "#lib/store/store.ts";

export interface Plan {
  readonly changes: readonly DatasetChange[];
  readonly counts: IngestionCounts;
}

export interface PlanInput {
  readonly published: readonly PublishedDataset[];
  readonly catalog: Catalog;
  readonly problems: readonly Problem[];
  /** Files (or folders, with a `/` at the end) whose content is unknown in this run. */
  readonly unreadable: readonly string[];
  readonly files: number;
}

/**
 * What has to change so that `catalog` is published. A dataset that is gone is removed, unless its file is broken or could not
 * be read: then its last good version is kept. A new dataset that lists a published name among its `aliases` takes over that
 * dataset's identity (a rename), provided the old name is gone.
 */
export function planCatalog({ published, catalog, problems, unreadable, files }: PlanInput): Plan {
  const byName = new Map(published.map((dataset) => [foldName(dataset.name), dataset]));
  const nextNames = new Set(catalog.datasets.map((contract) => foldName(contract.name)));
  const renamed = new Map<string, PublishedDataset>();
  const changes: DatasetChange[] = [];
  let added = 0;
  let changed = 0;
  let unchanged = 0;

  for (const contract of catalog.datasets) {
    const same = byName.get(foldName(contract.name));
    const old = same ?? findRenamed(contract, byName, nextNames, renamed);
    if (old !== undefined && same === undefined) renamed.set(foldName(old.name), old);
    const fingerprint = fingerprintOf(contract);
    const kind = old === undefined ? "added" : old.hash === contract.hash && old.name === contract.name ? "moved" : "changed";
    if (kind === "added") added += 1;
    else if (kind === "changed") changed += 1;
    else unchanged += 1;
    if (kind === "moved" && old?.fingerprint === fingerprint && !old.stale) continue;
    changes.push({
      op: "put",
      id: old?.id ?? null,
      contract,
      fingerprint,
      ...audiencesOf(contract),
      change: { kind, renamedFrom: old === undefined || old.name === contract.name ? null : old.name, changes: [] },
    });
  }

  const broken = brokenPlaces(problems, unreadable);
  let removed = 0;
  let kept = 0;
  for (const dataset of published) {
    const name = foldName(dataset.name);
    if (nextNames.has(name) || renamed.has(name)) continue;
    if (broken(dataset)) {
      kept += 1;
      changes.push({ op: "keep", id: dataset.id, name: dataset.name });
    } else {
      removed += 1;
      changes.push({ op: "remove", id: dataset.id, name: dataset.name });
    }
  }

  const count = (level: Problem["level"]) => problems.filter((problem) => problem.level === level).length;
  return {
    changes,
    counts: { files, added, changed, removed, kept, unchanged, errors: count("error"), warnings: count("warning"), notes: count("note") },
  };
}

/** Contracts that did not change are the same values from one publish to the next, so their fingerprints are not made again. */
const fingerprints = new WeakMap<DatasetContract, string>();

/** 16 hexadecimal digits over every position in the contract: the hash leaves positions out, but pages show them. */
function fingerprintOf(contract: DatasetContract): string {
  const known = fingerprints.get(contract);
  if (known !== undefined) return known;
  const { columns, promises, checks, monitors, examples, freshness, sla } = contract;
  const places = [contract, ...columns, ...promises, ...checks, ...monitors, ...examples, freshness, sla].map((part) =>
    part === null ? null : [part.position.file, part.position.line, part.position.column],
  );
  const fingerprint = createHash("sha256").update(JSON.stringify(places)).digest("hex").slice(0, 16);
  fingerprints.set(contract, fingerprint);
  return fingerprint;
}

function findRenamed(
  contract: DatasetContract,
  byName: ReadonlyMap<string, PublishedDataset>,
  nextNames: ReadonlySet<string>,
  taken: ReadonlyMap<string, PublishedDataset>,
): PublishedDataset | undefined {
  for (const alias of contract.aliases) {
    const name = foldName(alias);
    const old = byName.get(name);
    if (old !== undefined && !nextNames.has(name) && !taken.has(name)) return old;
  }
  return undefined;
}

/** Was this dataset's text broken or unreadable in this run? An error in a file keeps what the file defined before. */
function brokenPlaces(problems: readonly Problem[], unreadable: readonly string[]): (dataset: PublishedDataset) => boolean {
  const errors = problems.filter((problem) => problem.level === "error");
  const files = new Set([...errors.map((problem) => problem.position.file), ...unreadable]);
  const names = new Set(errors.flatMap((problem) => (problem.dataset === null ? [] : [foldName(problem.dataset)])));
  const folders = unreadable.filter((path) => path.endsWith("/"));
  return ({ file, name }) => files.has(file) || names.has(foldName(name)) || folders.some((folder) => file.startsWith(folder));
}
