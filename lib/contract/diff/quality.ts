import type { DatasetContract } from "#lib/contract/contract.ts";
import type { ChangeList } from "#lib/contract/diff/change-list.ts";

export function diffQuality({ qualityTarget: before }: DatasetContract, { qualityTarget: after }: DatasetContract, list: ChangeList): void {
  if (before === after) return;
  const sides = { before, after };
  if (before === null) list.add("quality.added", `A quality of at least ${after}% is promised.`, sides);
  else if (after === null) list.add("quality.removed", `No quality is promised any longer; it was at least ${before}%.`, sides);
  else
    list.add(
      after > before ? "quality.raised" : "quality.lowered",
      `A quality of at least ${after}% is promised; it was ${before}%.`,
      sides,
    );
}
