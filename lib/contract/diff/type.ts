import type { Column } from "#lib/contract/contract.ts";
import { shapeOfType, type TypeShape } from "#lib/contract/diff/type-shape.ts";

/** `respelt`: another word for the same. `widened`: every old value fits and stays the same; `narrowed`: the other way round. */
export type TypeChange = "same" | "respelt" | "widened" | "narrowed" | "retyped";

/** What became of a column's type, as far as words tell; where they do not, it counts as another type. */
export function compareTypes(before: Pick<Column, "type" | "logicalType">, after: Pick<Column, "type" | "logicalType">): TypeChange {
  if (before.type === after.type) return before.logicalType === after.logicalType ? "same" : "retyped";
  const from = shapeOfType(before.type);
  const to = shapeOfType(after.type);
  const widens = fitsIn(from, to);
  const narrows = fitsIn(to, from);
  if (widens && narrows) return before.logicalType === after.logicalType ? "respelt" : "retyped";
  if (widens) return "widened";
  return narrows && before.logicalType === after.logicalType ? "narrowed" : "retyped";
}

/** Does every value of `from` fit `to`, and stay what it is there? A whole number is the same as a decimal and, up to 2^53, as a float. */
function fitsIn(from: TypeShape, to: TypeShape): boolean {
  switch (from.kind) {
    case "integer":
      if (to.kind === "integer") return from.signed === to.signed ? from.bits <= to.bits : !from.signed && to.signed && from.bits < to.bits;
      if (to.kind === "decimal") return to.whole >= Math.ceil((from.bits - (from.signed ? 1 : 0)) * Math.log10(2));
      return to.kind === "float" && from.bits - (from.signed ? 1 : 0) <= to.digits;
    case "decimal":
      return to.kind === "decimal" && from.whole <= to.whole && from.scale <= to.scale;
    case "float":
      return to.kind === "float" && from.digits <= to.digits;
    case "text":
    case "binary":
      return to.kind === from.kind && from.max <= to.max;
    case "instant":
      return to.kind === "instant" && from.zone === to.zone && from.digits <= to.digits;
    case "array":
      return to.kind === "array" && fitsIn(from.item, to.item);
    case "object":
      return to.kind === "object" && [...from.fields].every(([name, field]) => fitsInField(field, to.fields.get(name)));
    case "other":
      return to.kind === "other" && from.words === to.words;
  }
}

const fitsInField = (from: TypeShape, to: TypeShape | undefined) => to !== undefined && fitsIn(from, to);
