import type { VersionView } from "#lib/catalog/history.ts";
import type { ChangeLevel } from "#lib/contract/change.ts";
import { formatCount } from "#lib/format.ts";

const LEVELS: readonly ChangeLevel[] = ["breaking", "additive", "editorial"];

/** What a version is, in a few words without a full stop: `2 breaking and 1 editorial change`. */
export function versionWords({
  kind,
  first,
  changes,
  renamedFrom,
}: Pick<VersionView, "kind" | "first" | "changes" | "renamedFrom">): string {
  if (kind === "added") return first ? "first version" : "published again after it had been removed";
  const counts = LEVELS.flatMap((level) => {
    const count = changes.filter((change) => change.level === level).length;
    return count === 0 ? [] : [`${formatCount(count)} ${level}`];
  });
  if (counts.length === 0) return renamedFrom === null ? "no change to show" : "renamed";
  const last = counts.pop() ?? "";
  const noun = changes.filter(({ level }) => last.endsWith(level)).length === 1 ? "change" : "changes";
  return `${counts.length === 0 ? "" : `${counts.join(", ")} and `}${last} ${noun}`;
}
