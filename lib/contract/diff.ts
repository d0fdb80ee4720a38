import type { ContractChange } from "#lib/contract/change.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { diffAccess } from "#lib/contract/diff/access.ts";
import { ChangeList } from "#lib/contract/diff/change-list.ts";
import { diffChecks } from "#lib/contract/diff/checks.ts";
import { diffColumns } from "#lib/contract/diff/columns.ts";
import { type DatasetRenames, NO_RENAMES } from "#lib/contract/diff/dataset-renames.ts";
import { diffExamples } from "#lib/contract/diff/examples.ts";
import { diffFreshness } from "#lib/contract/diff/freshness.ts";
import { diffInferred } from "#lib/contract/diff/inferred.ts";
import { diffMonitors } from "#lib/contract/diff/monitors.ts";
import { diffNames } from "#lib/contract/diff/names.ts";
import { diffQuality } from "#lib/contract/diff/quality.ts";
import { diffSla } from "#lib/contract/diff/sla.ts";
import { diffSource } from "#lib/contract/diff/source.ts";
import { diffStatus } from "#lib/contract/diff/status.ts";
import { diffOdcs, diffWords } from "#lib/contract/diff/words.ts";

/**
 * What changed between two versions of a contract, for those who read the dataset: worst first, then in the order of the contract.
 * Empty if and only if both have the same hash; where something stands in a file is no change. Pure, and the same on every machine.
 * @param renames datasets that are renamed in the same change: to follow them is no change
 */
export function diffContracts(
  before: DatasetContract,
  after: DatasetContract,
  renames: DatasetRenames = NO_RENAMES,
): readonly ContractChange[] {
  if (before.hash === after.hash) return [];
  const list = new ChangeList();
  diffStatus(before, after, list);
  diffNames(before, after, renames, list);
  diffSource(before, after, list);
  diffAccess(before, after, list);
  const columns = diffColumns(before.columns, after.columns, renames, list);
  diffFreshness(before, after, columns, list);
  diffSla(before, after, list);
  diffQuality(before, after, list);
  diffChecks(before.checks, after.checks, { columns, datasets: renames }, list);
  diffMonitors(before.monitors, after.monitors, columns, list);
  diffExamples(before.examples, after.examples, list);
  diffWords(before, after, renames, list);
  diffInferred(before, after, list);
  diffOdcs(before, after, list);
  if (list.size === 0) list.add("contract.rewritten", "It is written in another way and means the same.");
  return list.sorted();
}
