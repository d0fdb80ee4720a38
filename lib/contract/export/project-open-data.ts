import type { AccessLevel, DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import type { Published } from "#lib/contract/export/dcat.ts";
import { type Frequency, frequencyOf } from "#lib/contract/export/frequency.ts";
import { some } from "#lib/contract/export/some.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { href } from "#lib/href.ts";

/** ISO 8601 repeating intervals. */
const PERIODS: Readonly<Record<Frequency, string>> = { hour: "R/PT1H", day: "R/P1D", week: "R/P1W", month: "R/P1M" };
const LEVELS: Readonly<Record<AccessLevel, string>> = { everyone: "public", "signed-in": "non-public", restricted: "restricted public" };

/** A dataset of `data.json`, Project Open Data Metadata Schema v1.1 (https://resources.data.gov/resources/dcat-us/). */
export function openDataDataset(contract: DatasetContract, around: Surroundings, published: Published): JsonObject {
  const { origin } = around;
  const { name, domain } = contract;
  const owner = contract.owner === null ? null : (around.findOwner(contract.owner) ?? null);
  const ownerName = owner?.title ?? contract.owner ?? "Unknown";
  const frequency = frequencyOf(contract);
  const keywords = [...new Set([...contract.tags, ...contract.terms.map((slug) => around.findTerm(slug)?.title ?? slug)])];
  return {
    "@type": "dcat:Dataset",
    identifier: origin + href.dataset(name),
    title: contract.title,
    description: contract.description === "" ? contract.title : contract.description,
    // The schema wants at least one.
    keyword: keywords.length === 0 ? [domain ?? name] : keywords,
    modified: published.updatedAt,
    issued: published.createdAt,
    publisher: { "@type": "org:Organization", name: ownerName },
    contactPoint: {
      "@type": "vcard:Contact",
      fn: ownerName,
      ...some("hasEmail", owner?.email == null ? null : `mailto:${encodeURI(owner.email)}`),
    },
    accessLevel: LEVELS[contract.access.data],
    landingPage: origin + href.dataset(name),
    describedBy: origin + href.api.contract(name),
    describedByType: "application/json",
    ...(frequency === null ? {} : { accrualPeriodicity: PERIODS[frequency] }),
    ...(domain === null ? {} : { theme: [around.findDomain(domain)?.title ?? domain] }),
    ...(contract.source === null
      ? {}
      : {
          distribution: [
            file("CSV", "text/csv", origin + href.api.export(name, "csv")),
            file("Parquet", "application/vnd.apache.parquet", origin + href.api.export(name, "parquet")),
          ],
        }),
  };
}

const file = (format: string, mediaType: string, downloadURL: string): JsonObject => ({
  "@type": "dcat:Distribution",
  title: format,
  format,
  mediaType,
  downloadURL,
});

/** All of `data.json` but its datasets. */
export const OPEN_DATA_HEAD: JsonObject = {
  "@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
  "@type": "dcat:Catalog",
  conformsTo: "https://project-open-data.cio.gov/v1.1/schema",
  describedBy: "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
};
