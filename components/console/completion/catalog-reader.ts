import type { QueryClient } from "@tanstack/react-query";
import { href } from "#lib/href.ts";

export interface Suggestion {
  readonly kind: "dataset" | "term" | "column" | "owner";
  readonly name: string;
  readonly title: string;
  readonly detail: string | null;
}

export interface KnownColumn {
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly masked: string | null;
}

export interface KnownDataset {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly state: "ready" | "at-risk" | "broken" | "unknown";
  readonly columns: readonly KnownColumn[];
}

export interface KnownTerm {
  readonly title: string;
  readonly definition: string;
  readonly datasets: readonly { readonly name: string; readonly title: string }[];
  readonly columns: readonly { readonly dataset: string; readonly column: string }[];
}

/** What the reader may see of the catalog, asked for once and kept while the page is open. Answers that do not come are nothing. */
export interface CatalogReader {
  readonly suggest: (q: string) => Promise<readonly Suggestion[]>;
  /** `null`: there is none of that name for this reader. */
  readonly dataset: (name: string) => Promise<KnownDataset | null>;
  readonly term: (slug: string) => Promise<KnownTerm | null>;
}

const FRESH_MS = 5 * 60_000;

export function catalogReader(client: QueryClient): CatalogReader {
  const read = async <T>(kind: string, key: string, url: string, parse: (body: Fields) => T, missing: T): Promise<T> => {
    try {
      return await client.fetchQuery({
        queryKey: ["catalog", kind, key],
        staleTime: FRESH_MS,
        retry: false,
        queryFn: async () => {
          const answer = await fetch(url);
          if (answer.status === 404) return missing;
          if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
          return parse(fields(await answer.json()));
        },
      });
    } catch {
      return missing;
    }
  };
  return {
    suggest: (q) => read("suggest", q, `${href.api.suggest()}?q=${encodeURIComponent(q)}`, readSuggestions, []),
    dataset: (name) => read<KnownDataset | null>("dataset", name.toLowerCase(), href.api.dataset(name), readDataset, null),
    term: (slug) => read<KnownTerm | null>("term", slug, href.api.term(slug), readTerm, null),
  };
}

type Fields = Readonly<Record<string, unknown>>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? (value as Fields) : {});
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.map(fields) : []);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const KINDS = ["dataset", "term", "column", "owner"] as const;
const STATES = ["ready", "at-risk", "broken", "unknown"] as const;

function readSuggestions(body: Fields): readonly Suggestion[] {
  return list(body["data"]).flatMap(({ kind, name, title, detail }) => {
    const known = KINDS.find((candidate) => candidate === kind);
    return known === undefined ? [] : [{ kind: known, name: text(name), title: text(title), detail: textOrNull(detail) }];
  });
}

function readDataset(body: Fields): KnownDataset {
  const { state } = fields(body["verdict"]);
  return {
    name: text(body["name"]),
    title: text(body["title"]),
    description: text(body["description"]),
    state: STATES.find((candidate) => candidate === state) ?? "unknown",
    columns: list(body["columns"]).map(({ name, type, description, masked }) => ({
      name: text(name),
      type: text(type),
      description: textOrNull(description),
      masked: textOrNull(masked),
    })),
  };
}

function readTerm(body: Fields): KnownTerm {
  return {
    title: text(body["title"]),
    definition: text(body["definition"]),
    datasets: list(body["datasets"]).map(({ name, title }) => ({ name: text(name), title: text(title) })),
    columns: list(body["columns"]).map(({ dataset, column }) => ({ dataset: text(dataset), column: text(column) })),
  };
}
