/** Values of a column that nobody may see are told apart by a keyed hash: shares can still be compared from scan to scan. */
import { createHmac } from "node:crypto";
import type { MeasureValue, ScanRequest } from "#lib/engine/scan.ts";

/** Counts by value of columns whose profile asks for no values, with the values hidden. */
export function hideValues(
  { measures, profile }: Pick<ScanRequest, "measures" | "profile">,
  found: ReadonlyMap<string, MeasureValue>,
  secret: string,
): ReadonlyMap<string, MeasureValue> {
  const hidden = new Set(profile.filter(({ values }) => !values).map(({ column }) => column.toLowerCase()));
  const hash = (value: string) => createHmac("sha256", secret).update(`scan ${value}`).digest("hex").slice(0, 16);
  const values = new Map(found);
  for (const measure of measures) {
    const value = found.get(measure.id);
    if (measure.kind !== "counts" || value?.kind !== "counts" || !hidden.has(measure.column.toLowerCase())) continue;
    const counts = value.counts.map(({ value: text, rows }) => ({ value: text === null ? null : hash(text), rows }));
    values.set(measure.id, { ...value, counts });
  }
  return values;
}
