import { ACCESS_LEVELS } from "#lib/contract/access.ts";
import type { AccessLevel, DatasetContract } from "#lib/contract/contract.ts";
import { type ChangeList, tick, tickList } from "#lib/contract/diff/change-list.ts";
import { diffSets } from "#lib/contract/diff/sets.ts";

/** Who may know of it, who may read it, and where. Masks of columns are told with the columns. */
export function diffAccess(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  const narrower = ACCESS_LEVELS.indexOf(after.access.visibility) - ACCESS_LEVELS.indexOf(before.access.visibility);
  const byRule = after.inferred.includes("access.visibility") ? ", by the catalog's default" : "";
  const seen = { before: before.access.visibility, after: after.access.visibility };
  if (narrower !== 0)
    list.add(
      narrower > 0 ? "visibility.narrowed" : "visibility.widened",
      `Visible to ${who(seen.after)}${byRule}; it was to ${who(seen.before)}.`,
      seen,
    );
  diffData(before, after, list);
  diffReaders(before, after, list);
  diffRows(before.access.rows, after.access.rows, list);
  for (const way of ["query", "export", "api"] as const) diffAddress(way, before.access[way], after.access[way], list);
}

/** What follows from the visibility on both sides is told there, once. */
function diffData(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  const follows = (contract: DatasetContract) => contract.inferred.includes("access.data");
  const { data: was } = before.access;
  const { data: is } = after.access;
  if (was === is || (follows(before) && follows(after))) return;
  const narrowed = ACCESS_LEVELS.indexOf(is) > ACCESS_LEVELS.indexOf(was);
  list.add(narrowed ? "data.narrowed" : "data.widened", `Its rows are open to ${who(is)}; they were to ${who(was)}.`, {
    before: was,
    after: is,
  });
}

const who = (level: AccessLevel) => (level === "everyone" ? "everyone" : level === "signed-in" ? "who is signed in" : "its readers only");

/** The owner reads what is restricted, listed or not. */
function diffReaders(before: DatasetContract, after: DatasetContract, list: ChangeList): void {
  const isRestricted = ({ access }: DatasetContract) => access.visibility === "restricted" || access.data === "restricted";
  const both = isRestricted(before) && isRestricted(after);
  const readersOf = ({ access, owner }: DatasetContract) => [...access.readers, ...(both && owner !== null ? [owner] : [])];
  const { added, removed } = diffSets(readersOf(before), readersOf(after));
  if (added.length + removed.length === 0) return;
  const sides = { before: before.access.readers, after: after.access.readers };
  if (!both) {
    const listed = after.access.readers.length === 0 ? "nobody" : tickList(after.access.readers);
    list.add("readers.listed", `Its readers, while it is restricted, are ${listed}.`, sides);
    return;
  }
  if (removed.length > 0) list.add("readers.removed", `${tickList(removed)} may no longer read it.`, sides);
  if (added.length > 0) list.add("readers.added", `${tickList(added)} may read it.`, sides);
}

function diffRows(before: string | null, after: string | null, list: ChangeList): void {
  if (oneLine(before) === oneLine(after)) return;
  const sides = { before, after };
  if (before === null) list.add("row-policy.added", `Readers see only rows where ${tick(after)}.`, sides);
  else if (after === null) list.add("row-policy.removed", `Readers see all rows; they saw those where ${tick(before)}.`, sides);
  else list.add("row-policy.changed", `Readers see only rows where ${tick(after)}; it was where ${tick(before)}.`, sides);
}

function diffAddress(way: "query" | "export" | "api", before: string | null, after: string | null, list: ChangeList): void {
  if (oneLine(before) === oneLine(after)) return;
  const name = tick(`access.${way}`);
  const sides = { before, after };
  if (before === null) list.add("address.added", `${name} is ${tick(after)}.`, sides);
  else if (after === null) list.add("address.removed", `${name} is gone; it was ${tick(before)}.`, sides);
  else list.add("address.changed", `${name} is ${tick(after)}; it was ${tick(before)}.`, sides);
}

/** Line breaks and indentation of SQL mean nothing; inside of quotes they do, so there nothing is taken away. */
const oneLine = (sql: string | null) => (sql === null || /['"`]/.test(sql) ? sql : sql.replace(/\s+/g, " ").trim());
