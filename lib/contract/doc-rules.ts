/**
 * What a document may contain. The same lists are used when a document is read (with problems for its author) and when it is shown
 * (silently, in case that something else wrote the stored tree).
 */

/** Elements that Markdown itself makes, with the attributes that they keep. */
export const MARKDOWN_TAGS: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "title", "id", "dataFootnoteRef", "dataFootnoteBackref", "ariaDescribedBy", "ariaLabel"],
  blockquote: [],
  br: [],
  code: ["className"],
  del: [],
  em: [],
  h3: ["id"],
  h4: ["id"],
  h5: ["id"],
  h6: ["id"],
  hr: [],
  img: ["src", "alt", "title"],
  input: ["type", "checked", "disabled"],
  li: ["id"],
  ol: ["start"],
  p: [],
  pre: [],
  section: ["dataFootnotes"],
  strong: [],
  sup: [],
  table: [],
  tbody: [],
  td: ["align"],
  th: ["align"],
  thead: [],
  tr: [],
  ul: [],
};

/** Elements that an author may write as tags, with their attributes. Everything that Markdown can say is said in Markdown. */
export const WRITTEN_TAGS: Readonly<Record<string, readonly string[]>> = {
  a: ["href", "title"],
  abbr: ["title"],
  b: [],
  blockquote: [],
  br: [],
  cite: [],
  code: [],
  del: [],
  details: ["open"],
  em: [],
  hr: [],
  i: [],
  img: ["src", "alt", "title"],
  ins: [],
  kbd: [],
  mark: [],
  q: [],
  s: [],
  samp: [],
  small: [],
  span: [],
  strong: [],
  sub: [],
  summary: [],
  sup: [],
  u: [],
  var: [],
};

export interface ComponentRule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Stands on its own, not inside a sentence. */
  readonly block: boolean;
  /** Becomes a link, so it cannot stand inside one. */
  readonly link: boolean;
  readonly example: string;
}

export const COMPONENTS: Readonly<Record<string, ComponentRule>> = {
  Note: { required: [], optional: ["title"], block: true, link: false, example: '<Note title="Good to know">…</Note>' },
  Warning: { required: [], optional: ["title"], block: true, link: false, example: '<Warning title="Careful">…</Warning>' },
  Query: {
    required: [],
    optional: ["title"],
    block: true,
    link: false,
    example: '<Query title="Orders a day"> around a fenced block of SQL',
  },
  Column: { required: ["name"], optional: ["dataset"], block: false, link: true, example: '<Column name="placed_at" />' },
  Term: { required: ["slug"], optional: [], block: false, link: true, example: '<Term slug="churn" />' },
  Dataset: { required: ["name"], optional: [], block: false, link: true, example: '<Dataset name="orders" />' },
  Metric: { required: ["name"], optional: [], block: false, link: true, example: '<Metric name="revenue" />' },
};

/** Elements whose content is a sentence: no block may stand in them. */
export const SENTENCE_TAGS: ReadonlySet<string> = new Set(
  "a abbr b cite code del em h3 h4 h5 h6 i ins kbd mark p pre q s samp small span strong sub summary sup u var".split(" "),
);

/** Elements that may not stand inside a sentence. */
export const BLOCK_TAGS: ReadonlySet<string> = new Set("blockquote details hr h3 h4 h5 h6 ol p pre section table ul".split(" "));

/** Elements without content. */
export const VOID_TAGS: ReadonlySet<string> = new Set(["br", "hr", "img", "input"]);
