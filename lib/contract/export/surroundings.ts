import type { Catalog, Domain, Owner, Term } from "#lib/contract/contract.ts";
import { foldName } from "#lib/contract/name.ts";

/** What a dataset's description points to in other formats: where the catalog is served, and what its names mean. */
export interface Surroundings {
  /** `https://data.example.com`, without a slash at its end. */
  readonly origin: string;
  readonly title: string | null;
  readonly findOwner: (id: string) => Pick<Owner, "id" | "title" | "description" | "email" | "slack"> | null;
  readonly findDomain: (id: string) => Pick<Domain, "id" | "title"> | null;
  readonly findTerm: (slug: string) => Pick<Term, "slug" | "title" | "definition"> | null;
  /** Datasets that are served there too; others are names only. */
  readonly hasDataset: (name: string) => boolean;
}

/** The surroundings of a catalog's datasets. */
export function surroundingsOf(
  catalog: Pick<Catalog, "title" | "owners" | "domains" | "terms" | "datasets">,
  origin: string,
): Surroundings {
  const owners = new Map(catalog.owners.map((owner) => [owner.id, owner]));
  const domains = new Map(catalog.domains.map((domain) => [domain.id, domain]));
  const terms = new Map(catalog.terms.map((term) => [term.slug, term]));
  const datasets = new Set(catalog.datasets.map(({ name }) => foldName(name)));
  return {
    origin: origin.replace(/\/+$/, ""),
    title: catalog.title,
    findOwner: (id) => owners.get(id) ?? null,
    findDomain: (id) => domains.get(id) ?? null,
    findTerm: (slug) => terms.get(slug) ?? null,
    hasDataset: (name) => datasets.has(foldName(name)),
  };
}
