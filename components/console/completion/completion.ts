import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippetCompletion,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { CatalogReader, KnownDataset } from "#components/console/completion/catalog-reader.ts";
import { infoOf } from "#components/console/completion/info.ts";
import { FUNCTIONS, KEYWORDS } from "#components/console/completion/words.ts";
import { type Mention, mentionsIn, wantedAfter } from "#components/console/mentions.ts";
import { sqlName } from "#components/console/sql-name.ts";

/** Two letters say enough to look a word up in the catalog. */
const ENOUGH = 2;

/**
 * What could be typed next: after FROM and JOIN the datasets that this reader can see, elsewhere their columns, functions and words of
 * SQL. Business terms are offered as what they stand for.
 */
export function completions(catalog: CatalogReader): readonly CompletionSource[] {
  return [(context) => catalogWords(context, catalog), (context) => ownWords(context, catalog)];
}

interface Place {
  readonly from: number;
  readonly word: string;
  /** `o` of `o.tot`. */
  readonly qualifier: string | null;
  readonly before: string;
}

function placeOf(context: CompletionContext): Place | null {
  const inside = syntaxTree(context.state).resolveInner(context.pos, -1).name;
  if (/Comment|^String$/.test(inside)) return null;
  const match = context.matchBefore(/(?:(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)\s*\.\s*)?[\p{L}\p{N}_$]*$/u);
  const typed = match?.text ?? "";
  const dot = typed.lastIndexOf(".");
  const word = typed.slice(dot + 1).trimStart();
  if (/^\p{N}/u.test(word)) return null;
  const from = context.pos - word.length;
  const qualifier = dot < 0 ? null : typed.slice(0, dot).trim().replace(/^"|"$/g, "").replaceAll('""', '"');
  return { from, word, qualifier, before: context.state.sliceDoc(0, context.pos - typed.length) };
}

/** By the catalog's own search, which knows synonyms: so it is not filtered again. */
async function catalogWords(context: CompletionContext, catalog: CatalogReader): Promise<CompletionResult | null> {
  const place = placeOf(context);
  if (place === null || place.qualifier !== null || place.word.length < ENOUGH) return null;
  const wanted = wantedAfter(place.before);
  const suggestions = await catalog.suggest(place.word);
  const found = await Promise.all(
    suggestions.map(({ kind, name }) =>
      kind === "dataset" ? datasetOptions(name, wanted, catalog) : kind === "term" ? termOptions(name, wanted, catalog) : [],
    ),
  );
  const options = [...new Map(found.flat().map((option) => [option.label + option.detail, option])).values()];
  return options.length === 0 || context.aborted ? null : { from: place.from, options, filter: false };
}

async function datasetOptions(name: string, wanted: string, catalog: CatalogReader): Promise<readonly Completion[]> {
  if (wanted !== "dataset") return [];
  const dataset = await catalog.dataset(name);
  const info = dataset === null ? {} : { info: () => infoOf(dataset.title, dataset.description) };
  return [{ label: name, apply: sqlName(name), detail: "dataset", type: "class", boost: 20, ...info }];
}

async function termOptions(slug: string, wanted: string, catalog: CatalogReader): Promise<readonly Completion[]> {
  const term = await catalog.term(slug);
  if (term === null) return [];
  const info = () => infoOf(term.title, term.definition);
  const named = { type: "keyword", info, boost: 10 };
  return wanted === "dataset"
    ? term.datasets.map(({ name }) => ({
        ...named,
        label: name,
        displayLabel: `${term.title} → ${name}`,
        detail: "term",
        apply: sqlName(name),
      }))
    : term.columns.map(({ dataset, column }) => ({
        ...named,
        label: column,
        displayLabel: `${term.title} → ${column}`,
        detail: `term, in ${dataset}`,
        apply: sqlName(column),
      }));
}

/** Columns of the datasets that the text names, functions and words of SQL. */
async function ownWords(context: CompletionContext, catalog: CatalogReader): Promise<CompletionResult | null> {
  const place = placeOf(context);
  if (place === null || wantedAfter(place.before) === "dataset") return null;
  if (place.word === "" && place.qualifier === null && !context.explicit) return null;
  const mentions = mentionsIn(context.state.doc.toString());
  const meant =
    place.qualifier === null ? mentions : mentions.filter(({ alias }) => alias.toLowerCase() === place.qualifier?.toLowerCase());
  const datasets = await Promise.all(meant.map(async (mention) => ({ mention, dataset: await catalog.dataset(mention.name) })));
  const columns = datasets.flatMap(({ mention, dataset }) =>
    dataset === null ? [] : columnOptions(dataset, mention, datasets.length > 1),
  );
  const options = place.qualifier === null ? [...columns, ...FUNCTION_OPTIONS, ...KEYWORD_OPTIONS] : columns;
  return context.aborted ? null : { from: place.from, options, validFor: /^[\p{L}\p{N}_$]*$/u };
}

function columnOptions({ columns }: KnownDataset, { alias }: Mention, isOneOfSeveral: boolean): readonly Completion[] {
  return columns.map(({ name, type, description, masked }) => ({
    label: name,
    apply: sqlName(name),
    detail: isOneOfSeveral ? `${type} · ${alias}` : type,
    type: "property",
    boost: 30,
    ...(description === null && masked === null
      ? {}
      : { info: () => infoOf(name, [description, masked].filter((text) => text !== null).join(". ")) }),
  }));
}

const FUNCTION_OPTIONS: readonly Completion[] = FUNCTIONS.map(([name, example, meaning]) =>
  snippetCompletion(example === "" ? `${name}()` : `${name}(#{${example.replaceAll("'", "")}})`, {
    label: name,
    detail: `(${example})`,
    info: () => infoOf(`${name}(${example})`, meaning),
    type: "function",
    boost: -10,
  }),
);

const KEYWORD_OPTIONS: readonly Completion[] = KEYWORDS.map((label) => ({ label, type: "keyword", boost: -20 }));
