import type { ChangeKind } from "#lib/contract/change-kinds.ts";
import type { DatasetContract, DatasetStatus } from "#lib/contract/contract.ts";
import { type ChangeList, tick } from "#lib/contract/diff/change-list.ts";

const isDraft = (status: DatasetStatus) => status === "draft" || status === "proposed";
const isEnding = (status: DatasetStatus) => status === "deprecated" || status === "retired";

export function diffStatus(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  if (before.status === after.status) return;
  list.add(kindOf(before.status, after.status), `Its status is ${tick(after.status)}; it was ${tick(before.status)}.`, {
    before: before.status,
    after: after.status,
  });
}

function kindOf(before: DatasetStatus, after: DatasetStatus): ChangeKind {
  if (after === "retired") return "status.retired";
  if (before === "retired") return "status.restored";
  if (after === "deprecated") return "status.deprecated";
  if (after === "active") return isEnding(before) ? "status.restored" : "status.activated";
  return isDraft(before) ? "status.redrafted" : "status.withdrawn";
}
