/** What a document may hold. Everything else is left out. */

export interface ElementRule {
  /** `block` may not stand inside a line of text. */
  readonly kind: "block" | "inline";
  /** Attributes that an author may write. */
  readonly attributes?: readonly string[];
  /** Further properties, which only Markdown itself gives. */
  readonly generated?: readonly string[];
  /** Elements that it must stand in. */
  readonly within?: readonly string[];
  /** The only elements that may stand in it; text in it is left out. */
  readonly only?: readonly string[];
  /** Text in it is put into paragraphs. */
  readonly flow?: true;
  /** The attribute without which a component says nothing. Such a component is a link. */
  readonly required?: string;
}

const TABLE_PARTS = ["thead", "tbody", "tr"];
const CELL: ElementRule = { kind: "block", attributes: ["colspan", "rowspan"], generated: ["align"], within: ["tr"] };
const HEADING: ElementRule = { kind: "block" };
const BLOCK: ElementRule = { kind: "block" };
const FLOW: ElementRule = { kind: "block", flow: true };
const INLINE: ElementRule = { kind: "inline" };

const HTML: Readonly<Record<string, ElementRule>> = {
  a: { kind: "inline", attributes: ["href", "title"], generated: ["id", "ariaLabel"] },
  abbr: { kind: "inline", attributes: ["title"] },
  b: INLINE,
  blockquote: FLOW,
  br: INLINE,
  code: { kind: "inline", generated: ["className"] },
  dd: { kind: "block", within: ["dl"] },
  del: INLINE,
  details: { kind: "block", flow: true, attributes: ["open"] },
  div: FLOW,
  dl: { kind: "block", only: ["dt", "dd"] },
  dt: { kind: "block", within: ["dl"] },
  em: INLINE,
  h1: HEADING,
  h2: HEADING,
  h3: HEADING,
  h4: HEADING,
  h5: HEADING,
  h6: HEADING,
  hr: BLOCK,
  i: INLINE,
  img: { kind: "inline", attributes: ["src", "alt", "title", "width", "height"] },
  ins: INLINE,
  kbd: INLINE,
  li: { kind: "block", generated: ["id"], within: ["ul", "ol"] },
  mark: INLINE,
  ol: { kind: "block", attributes: ["start"], only: ["li"] },
  p: BLOCK,
  pre: BLOCK,
  q: INLINE,
  s: INLINE,
  samp: INLINE,
  small: INLINE,
  span: INLINE,
  strong: INLINE,
  sub: INLINE,
  summary: { kind: "block", within: ["details"] },
  sup: INLINE,
  table: { kind: "block", only: TABLE_PARTS },
  tbody: { kind: "block", within: ["table"], only: ["tr"] },
  td: CELL,
  th: CELL,
  thead: { kind: "block", within: ["table"], only: ["tr"] },
  tr: { kind: "block", within: ["table", "thead", "tbody"], only: ["td", "th"] },
  u: INLINE,
  ul: { kind: "block", only: ["li"] },
  var: INLINE,
};

/** Elements that only Markdown makes: the box of a task and the list of footnotes. */
const GENERATED: Readonly<Record<string, ElementRule>> = {
  input: { kind: "inline", generated: ["checked"] },
  section: FLOW,
};

const COMPONENTS: Readonly<Record<string, ElementRule>> = {
  Note: FLOW,
  Warning: FLOW,
  Query: { kind: "block", attributes: ["name"] },
  Column: { kind: "inline", attributes: ["name", "dataset"], required: "name" },
  Term: { kind: "inline", attributes: ["slug"], required: "slug" },
  Dataset: { kind: "inline", attributes: ["name"], required: "name" },
  Metric: { kind: "inline", attributes: ["name"], required: "name" },
};

/** Their content is no text for readers, so it goes with them. */
const WITH_CONTENT = new Set(
  "script style iframe object embed applet svg math template noscript textarea select option title head noembed noframes xmp plaintext frameset audio video canvas portal".split(
    " ",
  ),
);

export const COMPONENT_NAMES: readonly string[] = Object.keys(COMPONENTS);
export const ELEMENT_NAMES: readonly string[] = Object.keys(HTML);

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | null => (Object.hasOwn(table, key) ? (table[key] ?? null) : null);

/** The rule of a component or of an HTML element that authors may write. */
export function findRule(name: string): ElementRule | null {
  return own(COMPONENTS, name) ?? own(HTML, name);
}

/** The same, and what only Markdown makes. */
export function findAnyRule(name: string): ElementRule | null {
  return findRule(name) ?? own(GENERATED, name);
}

export function hidesContent(name: string): boolean {
  return WITH_CONTENT.has(name.toLowerCase());
}
