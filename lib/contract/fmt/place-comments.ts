import { addComments, type CollectionNode, type Entry, withoutBlanks } from "#lib/contract/fmt/layout.ts";

/**
 * Moves comments out of places where they cannot be printed: from above the first key of a list item, which stands behind a dash,
 * to above the dash; and from inside empty brackets to above their key.
 */
export function placeComments(node: CollectionNode): void {
  for (const entry of node.entries) {
    const { value } = entry;
    if (value.kind === "scalar") continue;
    placeComments(value);
    if (value.entries.length === 0) addComments(entry.leading, withoutBlanks(value.end.splice(0)));
    else if (entry.key === null && value.props.length === 0 && entry.comment === null) passUp(entry, value.entries[0]);
  }
}

function passUp(item: Entry, first: Entry | undefined): void {
  const [top, ...more] = first?.leading.splice(0) ?? [];
  if (top === undefined) return;
  addComments(item.leading, [{ ...top, blankBefore: item.blankBefore }, ...more]);
  item.blankBefore = false;
}
