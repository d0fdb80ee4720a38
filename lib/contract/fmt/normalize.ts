import { COLUMN_FORM } from "#lib/contract/fmt/column-form.ts";
import { convert, nameColumn, tidyColumn } from "#lib/contract/fmt/convert.ts";
import { type CollectionNode, commentsIn, type Entry } from "#lib/contract/fmt/layout.ts";
import { orderKeys, setBlankBefore } from "#lib/contract/fmt/order-keys.ts";
import { WIDTH } from "#lib/contract/fmt/print-layout.ts";
import { scalarText } from "#lib/contract/fmt/scalar-text.ts";
import { type Shape, shapeOf } from "#lib/contract/fmt/shape.ts";

/**
 * `auto`: a column is written short where that says all of it on one line and no comment stands inside; everything else stays in
 * its form. `short`, `long`: everything that has two forms, in this one. `keep`: every form stays.
 */
export type FormChoice = "auto" | "short" | "long" | "keep";

/** Brings a collection and all below it into the order and the forms of the catalog format. */
export function normalize(node: CollectionNode, shape: Shape | undefined, choice: FormChoice, indent = 0): void {
  if (shape === undefined) return;
  for (const [index, entry] of node.entries.entries()) {
    const inner = shapeOf(shape, entry.key?.text ?? null);
    if (inner?.column !== undefined && choice !== "keep") nameColumn(entry, inner.column);
    if (inner?.block === true && entry.value.kind !== "scalar") entry.value = { ...entry.value, flow: false };
    if (entry.value.kind !== "scalar") normalize(entry.value, inner, choice, indent + 2);
    if (inner?.form === COLUMN_FORM) tidyColumn(entry);
    if (inner?.form !== undefined) choose(entry, inner, choice, indent);
    if (shape.spaced === true && index > 0) setBlankBefore(entry, true);
  }
  if (shape.order !== undefined && node.kind === "map") orderKeys(node, shape.order);
}

function choose(entry: Entry, { form }: Shape, choice: FormChoice, indent: number): void {
  if (form === undefined || choice === "keep") return;
  const start = indent + (entry.key?.text.length ?? 0) + 2;
  if (choice !== "auto") convert(entry, form, choice);
  else if (form === COLUMN_FORM && commentsIn(entry.value).length === 0)
    convert(entry, form, "short", (short) => {
      const text = short.kind === "scalar" ? scalarText(short, false) : null;
      return text !== null && start + text.length <= WIDTH;
    });
}
