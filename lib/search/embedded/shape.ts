import type { StoredDoc } from "#lib/search/embedded/documents.ts";
import { isCopy } from "#lib/search/embedded/prior.ts";
import { stem } from "#lib/search/embedded/stem.ts";
import { words } from "#lib/search/embedded/text.ts";

/** Short fields of a document as stems, for judging how well they fit a query as a whole. */
export interface Shape {
  readonly name: readonly string[];
  /** Words of the name without those of the layer it lives in, and the latter's stems. */
  readonly coreLength: number;
  readonly layers: readonly string[];
  /** The name without its layer, as one word; `null` for a copy, which is never what its original's name means. */
  readonly coreKey: string | null;
  readonly title: readonly string[];
  readonly terms: readonly (readonly string[])[];
  readonly columns: readonly (readonly string[])[];
  readonly people: readonly (readonly string[])[];
}

const LAYERS = new Set("stg int raw dim fct fact mart rpt v vw agg ods tmp bkp backup dev old archive".split(" "));

const shapes = new WeakMap<StoredDoc, Shape>();
const memo = new Map<string, readonly string[]>();
const MEMO_LIMIT = 100_000;

/** Stems of a short text. The same text gives the same array, which callers may use as a key. */
export function stemsOf(text: string): readonly string[] {
  const known = memo.get(text);
  if (known !== undefined) return known;
  const found = words(text).map(stem);
  if (memo.size < MEMO_LIMIT) memo.set(text, found);
  return found;
}

export function shapeOf(doc: StoredDoc): Shape {
  const known = shapes.get(doc);
  if (known) return known;
  const all = words(doc.name);
  const rest = all.filter((word) => !LAYERS.has(word));
  const core = rest.length > 0 ? rest : all;
  const people = [doc.owner?.id, doc.owner?.title, doc.domain?.id, doc.domain?.title, ...doc.members];
  const made: Shape = {
    name: all.map(stem),
    coreLength: core.length,
    layers: rest.length > 0 ? all.filter((word) => LAYERS.has(word)).map(stem) : [],
    coreKey: isCopy(doc.name) ? null : core.join(""),
    title: stemsOf(doc.title),
    terms: doc.terms.map((term) => stemsOf(term.title)),
    columns: doc.columns.map((column) => stemsOf(column.name)),
    people: people.filter((text) => text !== undefined).map(stemsOf),
  };
  shapes.set(doc, made);
  return made;
}
