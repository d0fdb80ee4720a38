/** What a look tells of the load that it saw: how new its rows are, when it came, what came before it. */
import { arrivalsSince } from "#lib/observe/arrivals.ts";
import type { Found } from "#lib/observe/look.ts";
import type { Subject } from "#lib/observe/subject.ts";
import type { Check } from "#lib/quality/check.ts";
import type { DatasetEvidence, DatasetUpdate } from "#lib/store/evidence.ts";

/** Newest value of each freshness check's column. Without a column the last update tells. */
export function newestOf(
  checks: readonly Check[],
  found: Found | null,
  before: DatasetEvidence,
  updates: readonly DatasetUpdate[],
): ReadonlyMap<string, string | null> {
  const newest = new Map<string, string | null>();
  for (const { id, kind, columns } of checks) {
    if (kind !== "freshness") continue;
    const value = found?.scan.measures.get(id);
    if (value?.kind === "newest") newest.set(id, value.newest);
    else if (columns.length === 0) newest.set(id, found?.version?.changedAt ?? updates.at(-1)?.at ?? null);
    else newest.set(id, found === null ? storedNewest(before, id) : null);
  }
  return newest;
}

function storedNewest({ judged, asOf }: DatasetEvidence, check: string): string | null {
  const stored = Array.isArray(judged?.["freshness"]) ? judged["freshness"] : [];
  for (const entry of stored)
    if (typeof entry === "object" && entry !== null && "check" in entry && entry["check"] === check)
      return typeof entry["asOf"] === "string" ? entry["asOf"] : null;
  return check === "freshness" ? asOf : null;
}

export function updatesOf(
  { id, contract }: Subject,
  before: DatasetEvidence,
  {
    finishedRunAt,
    found,
    asOf,
    now,
  }: { readonly finishedRunAt: string | null; readonly found: Found | null; readonly asOf: string | null; readonly now: Date },
): readonly DatasetUpdate[] {
  if (finishedRunAt !== null) return [{ datasetId: id, at: finishedRunAt, evidence: "run", newest: null, isBackfilled: false }];
  if (found === null) return [];
  const isDated = contract.columns.find(({ name }) => name === contract.freshness?.column)?.logicalType === "date";
  return arrivalsSince(before, { asOf, version: found.version, isDated, now: now.toISOString() });
}

/** When the load that was seen was made: by the file's time, else by its newest row; a load that was seen before keeps its time. */
export function loadTimeOf(
  before: DatasetEvidence,
  { found, updates, asOf }: { readonly found: Found; readonly updates: readonly DatasetUpdate[]; readonly asOf: string | null },
): string | null {
  if (found.version !== null && found.version.version === before.sourceVersion && before.loadAt !== null) return before.loadAt;
  const file = found.version?.changedAt ?? null;
  // Files that were there before anybody looked may have been copied since.
  if (before.observedAt === null) return asOf ?? file;
  return file ?? updates.at(-1)?.at ?? asOf;
}
