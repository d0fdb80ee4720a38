import type { Catalog } from "#lib/contract/contract.ts";
import type { PublishedNames } from "#lib/contract/held-names.ts";
import type { PublishedDataset, Vocabulary } from "#lib/store/store.ts";

/** Everything of a catalog that is not a dataset. */
export type Words = Omit<Vocabulary, "revision">;

export function wordsOf({ title, terms, owners, domains, sources, metrics, policy }: Catalog): Words {
  return { title, terms, owners, domains, sources, metrics, policy };
}

/** What is published, so that files which name it are read as before while the file that defines it is broken. */
export function publishedNames(datasets: readonly PublishedDataset[], { terms, owners, domains, sources }: Words): PublishedNames {
  return {
    datasets: datasets.map(({ name, file }) => ({ id: name, position: { file, line: 1, column: 1 } })),
    terms: terms.map(({ slug, position }) => ({ id: slug, position })),
    owners,
    domains,
    sources,
  };
}
