import { sayingOf } from "#lib/contract/fmt/form.ts";
import { type Shape, shapeOf } from "#lib/contract/fmt/shape.ts";
import { isNull, type Spec, type SpecMap, toJson } from "#lib/contract/spec.ts";

/** Whether two trees say the same: in any order of keys, and where there are two forms, in either. */
export function sameMeaning(a: Spec, b: Spec, shape: Shape | undefined): boolean {
  return (
    sameTree(a, b, shape) || [shape?.form, shape?.column].some((form) => form !== undefined && sayingOf(form, a) === sayingOf(form, b))
  );
}

function sameTree(a: Spec, b: Spec, shape: Shape | undefined): boolean {
  if (a.kind === "scalar") return b.kind === "scalar" && a.text === b.text && isNull(a) === isNull(b) && toJson(a) === toJson(b);
  if (a.kind === "map") return b.kind === "map" && sameEntries(a, b, shape);
  if (b.kind !== "list" || a.items.length !== b.items.length) return false;
  return a.items.every((item, index) => {
    const other = b.items[index];
    return other !== undefined && sameMeaning(item, other, shapeOf(shape, null));
  });
}

function sameEntries(a: SpecMap, b: SpecMap, shape: Shape | undefined): boolean {
  if (a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(({ key, value }) => [key, value]));
  return a.entries.every(({ key, value }) => {
    const other = others.get(key);
    return other !== undefined && sameMeaning(value, other, shapeOf(shape, key));
  });
}
