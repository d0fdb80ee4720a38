import { type CollectionNode, type Entry, isTied } from "#lib/contract/fmt/layout.ts";

/**
 * Brings the entries of a map into an order, block by block: an empty line begins a new block, and nothing leaves its block. A
 * comment moves with the key below it; one that stands alone stays at the head of its block. Nothing moves where an anchor, an
 * alias or a merge could come to stand before its time, or where a comment below the last key would get to another key.
 */
export function orderKeys({ entries, end }: CollectionNode, order: readonly string[]): void {
  if (entries.length < 2 || entries.some(({ key, value }) => key === null || key.text === "<<" || isTied(key) || isTied(value))) return;
  const blocks = blocksOf(entries);
  const sorted = blocks.flatMap((block, index) => {
    const moved = sortBlock(block, order);
    const endsElsewhere = index === blocks.length - 1 && end.length > 0 && moved.at(-1) !== block.at(-1);
    if (!endsElsewhere) passHead(block[0], moved[0]);
    return endsElsewhere ? block : moved;
  });
  for (const [index, entry] of sorted.entries()) entries[index] = entry;
}

/** A key without a place of its own, perhaps a misspelt one, stays below the one above it. */
function sortBlock(block: readonly Entry[], order: readonly string[]): Entry[] {
  const ranks = new Map<Entry, number>();
  let last = -1;
  for (const entry of block) {
    const index = order.indexOf(entry.key?.text ?? "");
    if (index !== -1) last = index;
    ranks.set(entry, last);
  }
  return block.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

function blocksOf(entries: readonly Entry[]): readonly Entry[][] {
  const blocks: Entry[][] = [];
  for (const entry of entries) {
    const begins = entry.blankBefore || entry.leading.some(({ blankBefore }) => blankBefore);
    const block = blocks.at(-1);
    if (block === undefined || begins) blocks.push([entry]);
    else block.push(entry);
  }
  return blocks;
}

/** The empty line before a block and the comment that stands alone at its head stay where they are. */
function passHead(from: Entry | undefined, to: Entry | undefined): void {
  if (from === undefined || to === undefined || from === to) return;
  const alone = from.blankBefore ? from.leading.length : from.leading.findLastIndex(({ blankBefore }, index) => blankBefore && index > 0);
  const head = from.leading.splice(0, Math.max(alone, 0));
  const isBelowBlank = setBlankBefore(from, false);
  if (head.length > 0) {
    setBlankBefore(to, true);
    to.leading = [...head, ...to.leading];
  } else setBlankBefore(to, isBelowBlank);
}

/** The empty line above an entry and its comments. @returns whether there was one */
export function setBlankBefore(entry: Entry, blank: boolean): boolean {
  const [first] = entry.leading;
  const before = first?.blankBefore ?? entry.blankBefore;
  if (first === undefined) entry.blankBefore = blank;
  else entry.leading[0] = { ...first, blankBefore: blank };
  return before;
}
