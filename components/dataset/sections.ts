export interface PageSection {
  readonly key: SectionKey;
  readonly title: string;
  /** Anchor on the page. */
  readonly id: string;
  readonly count: string | null;
}

const TITLES = {
  promises: "Promises",
  about: "About",
  columns: "Columns",
  quality: "Quality",
  delivery: "Delivery",
  examples: "Examples",
  access: "Access",
  lineage: "Lineage",
  contract: "Contract",
  history: "History",
} as const;

export type SectionKey = keyof typeof TITLES;

/**
 * The anchor of a section. A column's anchor is its own name, because people link to columns; a section steps aside for a column
 * that is called like it.
 */
export function sectionId(key: SectionKey, columns: readonly { readonly name: string }[]): string {
  return columns.some(({ name }) => name === key) ? `section-${key}` : key;
}

export function pageSections(
  keys: readonly (readonly [SectionKey, number | null])[],
  columns: readonly { readonly name: string }[],
): readonly PageSection[] {
  return keys.map(([key, count]) => ({
    key,
    title: TITLES[key],
    id: sectionId(key, columns),
    count: count === null || count === 0 ? null : String(count),
  }));
}
