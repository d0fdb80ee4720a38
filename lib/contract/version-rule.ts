import type { ContractChange } from "#lib/contract/change.ts";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { tick } from "#lib/contract/diff/change-list.ts";

/** What a reader has to look at. */
interface SemanticVersion {
  readonly major: number;
  readonly minor: number;
}

/** `1.4`, `v1.4.0`, `2.0.0-rc.1`; `null` for anything else. */
export function parseVersion(text: string): SemanticVersion | null {
  const match = /^v?(\d{1,9})\.(\d{1,9})(?:\.\d{1,9})?(?:-[\w.-]{1,60})?(?:\+[\w.-]{1,60})?$/.exec(text);
  return match === null ? null : { major: Number(match[1]), minor: Number(match[2]) };
}

/** Does the step from one version to the next tell readers that something breaks? As semantic versioning has it: before 1.0 the minor does. */
export function announcesBreak(before: SemanticVersion, after: SemanticVersion): boolean {
  if (after.major !== before.major) return after.major > before.major;
  return before.major === 0 && after.minor > before.minor;
}

/**
 * Why a breaking change comes without notice, and what to do, in one sentence; `null` when notice was given. Notice is a raised
 * `version`, or a deprecation that was published before. A draft or proposal has promised nothing yet.
 * @param after `null`: the dataset is removed
 * @param successor a new dataset that is probably the removed one
 */
export function findUnannounced(
  before: DatasetContract,
  after: DatasetContract | null,
  changes: readonly ContractChange[],
  successor: string | null = null,
): string | null {
  if (before.status !== "active") return null;
  const deprecate = `publish ${tick("status: deprecated")} first`;
  if (after === null) {
    const removed = `${tick(before.name)} is removed while active`;
    const aliases = tick("aliases");
    return successor === null
      ? `${removed}: ${deprecate}, or list the name among the ${aliases} of what replaces it.`
      : `${removed}, and ${tick(successor)}, which is new, has the same columns: if it is the same, list ${tick(before.name)} among its ${aliases}; else ${deprecate}.`;
  }
  const breaking = changes.filter(({ level }) => level === "breaking");
  const [first] = breaking;
  if (first === undefined) return null;
  const what =
    breaking.length === 1
      ? first.message
      : `${first.message.replace(/\.$/, "")}, and ${breaking.length - 1} more that ${breaking.length === 2 ? "breaks" : "break"} readers.`;
  const was = before.version === null ? null : parseVersion(before.version);
  const is = after.version === null ? null : parseVersion(after.version);
  if (was !== null && is !== null && announcesBreak(was, is)) return null;
  return `${what} ${remedyOf(before.version, after.version, was, deprecate)}`;
}

function remedyOf(before: string | null, after: string | null, was: SemanticVersion | null, deprecate: string): string {
  const key = tick("version");
  if (was === null) {
    const why =
      before === null
        ? `The published contract has no ${key} that could be raised`
        : `The published ${key} ${tick(before)} is not semantic`;
    return `${why}: ${deprecate}, or publish a ${key} such as ${tick("1.0.0")} before the change.`;
  }
  const next = was.major === 0 ? `0.${was.minor + 1}.0` : `${was.major + 1}.0.0`;
  const still =
    after === before
      ? `${key} is still ${tick(before)}`
      : after === null
        ? `${key} is gone`
        : `${key} went from ${tick(before)} to only ${tick(after)}`;
  return `${still}: raise it to ${tick(next)}, or ${deprecate}.`;
}
