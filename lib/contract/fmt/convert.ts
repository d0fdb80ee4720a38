import { type Form, sayingOf } from "#lib/contract/fmt/form.ts";
import {
  addComments,
  type CollectionNode,
  commentsIn,
  type Entry,
  isTied,
  type LayoutNode,
  newScalar,
  withoutBlanks,
} from "#lib/contract/fmt/layout.ts";
import { layoutSpec } from "#lib/contract/fmt/layout-spec.ts";
import { scalarText } from "#lib/contract/fmt/scalar-text.ts";
import { tidyShorthand } from "#lib/contract/fmt/tidy-shorthand.ts";

/** Writes the value of an entry in its other form, if that says the same. Comments inside go above the entry. */
export function convert(entry: Entry, form: Form, to: "short" | "long", accept: (written: LayoutNode) => boolean = () => true): void {
  const { value } = entry;
  const spec = layoutSpec(value);
  if (spec === null || (value.kind === "map") === (to === "long")) return;
  const proposals = value.kind === "map" ? form.short(value, spec) : form.long(value, spec);
  if (proposals.length === 0) return;
  const said = sayingOf(form, spec);
  const written = proposals.find((proposal) => {
    const proposed = layoutSpec(proposal);
    return proposed !== null && accept(proposal) && sayingOf(form, proposed) === said;
  });
  if (written === undefined) return;
  addComments(entry.leading, lostComments(value, written));
  entry.value = written;
}

/** What the old text has and the new one has not: parts of the old one may have been taken over with their comments. */
function lostComments(before: LayoutNode, after: LayoutNode) {
  const kept = new Set(commentsIn(after));
  return withoutBlanks(commentsIn(before).filter((comment) => !kept.has(comment)));
}

/** `{name: total, type: DECIMAL, min: 0}` is `total: {type: DECIMAL, min: 0}`. */
export function nameColumn(item: Entry, form: Pick<Form, "read">): void {
  const { value } = item;
  if (value.kind !== "map" || value.entries.length < 2 || isTied(value)) return;
  const name = value.entries.find(({ key }) => key?.text === "name");
  if (name === undefined || name.value.kind !== "scalar") return;
  const rest: CollectionNode = { ...value, entries: value.entries.filter((entry) => entry !== name) };
  const column: Entry = { ...name, key: newScalar(name.value.text), value: rest, leading: [], blankBefore: false, after: [] };
  const written: CollectionNode = { ...value, entries: [column], end: [] };
  const [before, after] = [layoutSpec(value), layoutSpec(written)];
  if (before === null || after === null || sayingOf(form, before) !== sayingOf(form, after)) return;
  const [first] = rest.entries;
  if (first !== undefined) first.blankBefore = false;
  addComments(item.leading, [...name.leading, ...name.after]);
  item.value = written;
}

/** A column's shorthand in its one spelling. */
export function tidyColumn(entry: Entry): void {
  const { value } = entry;
  if (value.kind !== "scalar" || isTied(value) || scalarText(value, false) === null) return;
  const tidy = tidyShorthand(value.text);
  if (tidy !== value.text) entry.value = newScalar(tidy);
}
