import {
  ALIAS,
  COLUMN,
  COLUMN_DESCRIPTION,
  DESCRIPTION,
  DOMAIN,
  NAME,
  OWNER,
  TAG,
  TERM,
  TEXT,
  TITLE,
  VALUE,
} from "#lib/search/embedded/fields.ts";
import { type Prior, priorOf } from "#lib/search/embedded/prior.ts";
import { joinedKey, words } from "#lib/search/embedded/text.ts";
import type { Facet, SearchDoc } from "#lib/search/search.ts";

/** What the index keeps of a document: enough to rank, explain and mark it. */
export type StoredDoc = Omit<SearchDoc, "text" | "audience"> & {
  readonly prior: Prior;
  /** People of the owning team. */
  readonly members: readonly string[];
};

/** A document made ready for the index. Making it may fail; taking it in cannot, so a batch is taken in whole or not at all. */
export interface PreparedDoc {
  readonly stored: StoredDoc;
  /** Fields of every word. */
  readonly masks: ReadonlyMap<string, number>;
  /** Joined keys under which exactly this document is meant. */
  readonly nameKey: string;
  readonly otherKeys: readonly string[];
  readonly facets: Readonly<Record<Facet, readonly string[]>>;
  readonly audience: readonly string[];
}

/** Words of texts that come again and again: column names, their descriptions, owners, tags. */
const memo = new Map<string, readonly string[]>();
const MEMO_LIMIT = 100_000;
const MEMO_TEXT_LIMIT = 120;

function wordsOf(text: string): readonly string[] {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const found = words(text);
  if (text.length <= MEMO_TEXT_LIMIT && memo.size < MEMO_LIMIT) memo.set(text, found);
  return found;
}

/** Makes a document ready. `members` are the people of its owner, who are searched like the owner. */
export function prepare(doc: SearchDoc, members: readonly string[]): PreparedDoc {
  const masks = new Map<string, number>();
  const put = (text: string | null | undefined, field: number) => {
    if (text) for (const word of wordsOf(text)) masks.set(word, (masks.get(word) ?? 0) | field);
  };
  put(doc.name, NAME);
  put(doc.title, TITLE);
  for (const alias of doc.aliases) put(alias, ALIAS);
  for (const term of doc.terms) put(term.title, TERM);
  for (const tag of doc.tags) put(tag, TAG);
  for (const text of [doc.owner?.id, doc.owner?.title, ...members]) put(text, OWNER);
  for (const text of [doc.domain?.id, doc.domain?.title]) put(text, DOMAIN);
  put(doc.description, DESCRIPTION);
  for (const column of doc.columns) {
    put(column.name, COLUMN);
    put(column.description, COLUMN_DESCRIPTION);
    for (const value of column.values) put(value, VALUE);
  }
  put(doc.text, TEXT);

  const nameKey = joinedKey(doc.name);
  const qualified = doc.domain === null ? [] : [`${doc.domain.id}.${doc.name}`];
  const otherKeys = new Set([doc.title, ...doc.aliases, ...qualified].map(joinedKey).filter((key) => key !== nameKey && key !== ""));
  const { text: _text, audience, ...rest } = doc;
  return {
    stored: { ...rest, prior: priorOf(doc), members },
    masks,
    nameKey,
    otherKeys: [...otherKeys],
    facets: facetsOf(doc),
    audience: [...new Set(audience)],
  };
}

function facetsOf(doc: SearchDoc): PreparedDoc["facets"] {
  const unique = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    domain: doc.domain === null ? [] : [doc.domain.id],
    owner: doc.owner === null ? [] : [doc.owner.id],
    tag: unique(doc.tags),
    term: unique(doc.terms.map((term) => term.slug)),
    tier: doc.tier === null ? [] : [String(doc.tier)],
    status: [doc.status],
    classification: unique(doc.classification),
    verdict: [doc.verdict],
  };
}
