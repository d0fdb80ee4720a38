import { parseDuration } from "#lib/contract/duration.ts";
import type { DbtDataset } from "#lib/intake/dbt/dbt-dataset.ts";
import type { DbtNode } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";

type Period = NonNullable<NonNullable<DbtNode["freshness"]>["warn_after"]> | null | undefined;

/** Freshness of a source: `error_after` is the promise, `warn_after` the warning; a warning alone becomes a check that warns. */
export function addFreshness(dataset: DbtDataset, node: DbtNode, notes: ImportNotes): void {
  const { table, columns, checks } = dataset;
  const freshness = hasAge(node.freshness) ? node.freshness : node.config?.freshness;
  const warnAfter = ageOf(freshness?.warn_after);
  const maxAge = ageOf(freshness?.error_after);
  if (warnAfter === null && maxAge === null) return;
  const field = node.loaded_at_field ?? node.config?.loaded_at_field ?? null;
  // Often the field is an expression, such as a cast of one column; then that column tells the age as well.
  const name = field === null ? null : (/^"?([A-Za-z_]\w{0,127})"?(?:\s*::\s*[a-z ]+)?$/i.exec(field.trim())?.[1] ?? null);
  if (field !== null && name === null)
    notes.add("freshness by an expression; its column has to be named", `${table.name}: ${field.trim().slice(0, 100)}`);
  const column =
    name === null ? null : (columns.ensure(name, "TIMESTAMP", "not documented in dbt, but its freshness reads it")?.name ?? null);
  if (maxAge === null) {
    checks.push({ freshness: { max_age: warnAfter, ...(column === null ? {} : { column }) }, severity: "warning" });
    return;
  }
  const warns = warnAfter !== null && (parseDuration(warnAfter) ?? 0) < (parseDuration(maxAge) ?? 0);
  dataset.freshness = { maxAge, warnAfter: warns ? warnAfter : null, column };
}

const hasAge = (freshness: DbtNode["freshness"]) => freshness?.error_after?.count != null || freshness?.warn_after?.count != null;

/** `{count: 12, period: hour}` → `12 hours`. */
function ageOf(period: Period): string | null {
  if (period?.count == null || period.period == null) return null;
  const age = `${period.count} ${period.period.replace(/s$/, "")}${period.count === 1 ? "" : "s"}`;
  return parseDuration(age) === null ? null : age;
}
