import { MAX_TEXT } from "#lib/contract/fields.ts";
import { booleanOf, entryOf, isNull, numberOf, type Spec, type SpecMap } from "#lib/contract/spec.ts";

/** Reading of files in another tool's format: what is not of the expected kind is absent, not a problem. */

export function findText(map: Spec, key: string): string | null {
  const value = entryOf(map, key)?.value;
  if (value?.kind !== "scalar" || isNull(value)) return null;
  const text = value.text.trim();
  return text === "" || text.length > MAX_TEXT ? null : text;
}

/** One line of at most 200 characters. */
export function findLabel(map: Spec, key: string): string | null {
  return findText(map, key)?.replace(/\s+/g, " ").slice(0, 200).toWellFormed().trim() ?? null;
}

export function findNumber(map: Spec, key: string): number | null {
  const value = entryOf(map, key)?.value;
  return value === undefined ? null : numberOf(value);
}

export function isTrue(map: Spec, key: string): boolean {
  const value = entryOf(map, key)?.value;
  return value !== undefined && booleanOf(value) === true;
}

export function isFalse(map: Spec, key: string): boolean {
  const value = entryOf(map, key)?.value;
  return value !== undefined && booleanOf(value) === false;
}

export function listIn(map: Spec, key: string): readonly Spec[] {
  const value = entryOf(map, key)?.value;
  return value?.kind === "list" ? value.items : [];
}

export function mapsIn(map: Spec, key: string): readonly SpecMap[] {
  return listIn(map, key).filter((item) => item.kind === "map");
}

export function textsIn(map: Spec, key: string): readonly string[] {
  return listIn(map, key).flatMap((item) =>
    item.kind === "scalar" && !isNull(item) && item.text.trim() !== ""
      ? [item.text.trim().replace(/\s+/g, " ").slice(0, 200).toWellFormed().trim()]
      : [],
  );
}
