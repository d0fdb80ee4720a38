/** Where a word stands in a document: one bit each in the mask of a posting. */
export const NAME = 1;
export const TITLE = 2;
export const TERM = 4;
export const COLUMN = 8;
export const TAG = 16;
export const OWNER = 32;
export const DOMAIN = 64;
export const ALIAS = 128;
export const DESCRIPTION = 256;
export const COLUMN_DESCRIPTION = 512;
export const VALUE = 1024;
export const TEXT = 2048;

/** Short fields that say what a dataset is. The others are prose, where a word may stand by chance. */
export const STRONG = NAME | TITLE | TERM | COLUMN | TAG | OWNER | DOMAIN | ALIAS;

const WEIGHTS: readonly (readonly [bit: number, weight: number])[] = [
  [NAME, 10],
  [TITLE, 8],
  [TERM, 7],
  [COLUMN, 5],
  [TAG, 4],
  [OWNER, 4],
  [DOMAIN, 4],
  [ALIAS, 4],
  [DESCRIPTION, 2.5],
  [COLUMN_DESCRIPTION, 1.2],
  [VALUE, 1.2],
  [TEXT, 1],
];

/** Share of the other fields' weights that is added to the best one's. */
const OTHERS = 0.12;

const table = Float64Array.from({ length: 4096 }, (_, mask) => {
  const present = WEIGHTS.filter(([bit]) => (mask & bit) !== 0).map(([, weight]) => weight);
  const best = Math.max(0, ...present);
  return best + OTHERS * (present.reduce((sum, weight) => sum + weight, 0) - best);
});

/** What a word is worth that stands in these fields: the best field, and a little for each other. */
export function weightOf(mask: number): number {
  return table[mask] ?? 0;
}
