import type { SearchHitView } from "#lib/catalog/views.ts";

type Matched = SearchHitView["matched"][number];

/** Fields that the reader sees marked in the hit itself. */
const OBVIOUS = new Set(["name", "title", "description"]);

/** Why a hit is a hit, when that is not obvious from what is marked; `null` when it is. The best reason first, at most two. */
export function matchWords(matched: readonly Matched[]): string | null {
  const words = matched
    .filter(({ field, value }) => !OBVIOUS.has(field) && !(field === "term" && matched.some(({ via }) => via === value)))
    .map(reason);
  const few = [...new Set(words)].slice(0, 2);
  return few.length === 0 ? null : few.join("; ");
}

function reason({ field, value, via }: Matched): string {
  switch (field) {
    case "column":
      return `column ${value}`;
    case "value":
      return via === null ? `value “${value}”` : `value “${value}” of column ${via}`;
    case "synonym":
      return via === null ? `synonym: ${value}` : `synonym: ${value} means ${via}`;
    case "term":
      return `term ${value}`;
    case "tag":
      return `tag ${value}`;
    case "owner":
      return `owner ${value}`;
    case "domain":
      return `domain ${value}`;
    case "alias":
      return `also known as ${value}`;
    case "typo":
      return `spelt like ${value}`;
    case "text":
      return "in its documentation";
    default:
      return `${field} ${value}`;
  }
}
