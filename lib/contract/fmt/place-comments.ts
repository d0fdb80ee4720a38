import type { CollectionNode, Entry } from "#lib/contract/fmt/layout.ts";

/**
 * Moves comments out of places where they cannot be printed: from above the first key of a list item, which stands behind a dash,
 * to above the dash; and from inside empty brackets to above their key.
 */
export function placeComments(node: CollectionNode): void {
  for (const entry of node.entries) {
    const { value } = entry;
    if (value.kind === "scalar") continue;
    placeComments(value);
    if (value.entries.length === 0) entry.leading.push(...value.end.splice(0).map(({ text }) => ({ text, blankBefore: false })));
    else if (entry.key === null && value.props.length === 0 && entry.comment === null) passUp(entry, value.entries[0]);
  }
}

function passUp(item: Entry, first: Entry | undefined): void {
  const [top, ...more] = first?.leading.splice(0) ?? [];
  if (top === undefined) return;
  item.leading.push({ ...top, blankBefore: item.blankBefore }, ...more);
  item.blankBefore = false;
}
