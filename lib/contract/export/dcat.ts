import type { AccessLevel, DatasetContract, DatasetStatus, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { type Frequency, frequencyOf } from "#lib/contract/export/frequency.ts";
import { some } from "#lib/contract/export/some.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { href } from "#lib/href.ts";

/** DCAT-3 (https://www.w3.org/TR/vocab-dcat-3/) in JSON-LD, with its context in the document: nothing has to be fetched to read it. */
export const DCAT_CONTEXT: JsonObject = {
  dcat: "http://www.w3.org/ns/dcat#",
  dct: "http://purl.org/dc/terms/",
  foaf: "http://xmlns.com/foaf/0.1/",
  vcard: "http://www.w3.org/2006/vcard/ns#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  adms: "http://www.w3.org/ns/adms#",
  prov: "http://www.w3.org/ns/prov#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};

const STATUS: Readonly<Record<DatasetStatus, string>> = {
  proposed: "UnderDevelopment",
  draft: "UnderDevelopment",
  active: "Completed",
  deprecated: "Deprecated",
  retired: "Withdrawn",
};
const FREQUENCY: Readonly<Record<Frequency, string>> = { hour: "HOURLY", day: "DAILY", week: "WEEKLY", month: "MONTHLY" };
const RIGHTS: Readonly<Record<AccessLevel, string>> = { everyone: "PUBLIC", "signed-in": "NON_PUBLIC", restricted: "RESTRICTED" };

const authority = (list: string, code: string): JsonObject => ({
  "@id": `http://publications.europa.eu/resource/authority/${list}/${code}`,
});
const mediaType = (type: string): JsonObject => ({ "@id": `https://www.iana.org/assignments/media-types/${type}` });

/** When a dataset was first and last published, as RFC 3339; a folder of files does not know. */
export interface Published {
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A `dcat:Dataset` with its distributions, without a context. */
export function dcatDataset(contract: DatasetContract, around: Surroundings, published: Published | null = null): JsonObject {
  const { origin } = around;
  const { name } = contract;
  const owner =
    contract.owner === null ? null : (around.findOwner(contract.owner) ?? { id: contract.owner, title: contract.owner, email: null });
  const themes = themesOf(contract, around);
  const frequency = frequencyOf(contract);
  const page = { "@id": origin + href.dataset(name) };
  const replacement = contract.replacedBy;
  return {
    "@id": origin + href.dataset(name),
    "@type": "dcat:Dataset",
    "dct:identifier": name,
    "dct:title": contract.title,
    "dct:description": contract.description,
    ...list("dcat:keyword", contract.tags),
    ...list("dcat:theme", themes),
    ...some("dcat:version", contract.version),
    "adms:status": { "@id": `http://purl.org/adms/status/${STATUS[contract.status]}` },
    "dct:accessRights": authority("access-right", RIGHTS[contract.access.data]),
    ...(frequency === null ? {} : { "dct:accrualPeriodicity": authority("frequency", FREQUENCY[frequency]) }),
    ...(published === null ? {} : { "dct:issued": dateTime(published.createdAt), "dct:modified": dateTime(published.updatedAt) }),
    ...(owner === null
      ? {}
      : {
          "dct:publisher": { "@id": origin + href.owner(owner.id), "@type": "foaf:Agent", "foaf:name": owner.title },
          "dcat:contactPoint": {
            "@type": "vcard:Organization",
            "vcard:fn": owner.title,
            "vcard:hasURL": { "@id": origin + href.owner(owner.id) },
            ...(owner.email === null ? {} : { "vcard:hasEmail": { "@id": `mailto:${encodeURI(owner.email)}` } }),
          },
        }),
    "dcat:landingPage": page,
    "dct:conformsTo": {
      "@id": `${origin}${href.api.contract(name)}?format=odcs`,
      "@type": "dct:Standard",
      "dct:title": "Open Data Contract Standard",
    },
    ...list(
      "prov:wasDerivedFrom",
      contract.upstream.map((upstream) =>
        around.hasDataset(upstream)
          ? { "@id": origin + href.dataset(upstream), "@type": "dcat:Dataset" }
          : { "@type": "prov:Entity", "dct:title": upstream },
      ),
    ),
    ...(replacement === null || !around.hasDataset(replacement)
      ? {}
      : { "dct:isReplacedBy": { "@id": origin + href.dataset(replacement) } }),
    ...list("dcat:distribution", contract.source === null ? [] : distributionsOf(contract, origin, page)),
  };
}

function distributionsOf({ name, title }: DatasetContract, origin: string, page: JsonObject): JsonObject[] {
  const file = (format: "csv" | "parquet", type: string): JsonObject => ({
    "@id": origin + href.api.export(name, format),
    "@type": "dcat:Distribution",
    "dct:title": `${title} as ${format === "csv" ? "CSV" : "Parquet"}`,
    "dcat:accessURL": page,
    "dcat:downloadURL": { "@id": origin + href.api.export(name, format) },
    "dcat:mediaType": mediaType(type),
  });
  const rows = { "@id": origin + href.api.rows(name) };
  return [
    file("csv", "text/csv"),
    file("parquet", "application/vnd.apache.parquet"),
    {
      ...rows,
      "@type": "dcat:Distribution",
      "dct:title": `${title} as rows, page by page`,
      "dcat:accessURL": rows,
      "dcat:mediaType": mediaType("application/json"),
      "dcat:accessService": {
        "@type": "dcat:DataService",
        "dct:title": "HTTP interface",
        "dcat:endpointURL": rows,
        "dcat:endpointDescription": { "@id": origin + href.openApi() },
      },
    },
  ];
}

function themesOf({ domain, terms }: DatasetContract, { origin, findDomain, findTerm }: Surroundings): JsonObject[] {
  const concept = (path: string, label: string, definition: string | null): JsonObject => ({
    "@id": origin + path,
    "@type": "skos:Concept",
    "skos:prefLabel": label,
    ...some("skos:definition", definition),
  });
  return [
    ...(domain === null ? [] : [concept(href.domain(domain), findDomain(domain)?.title ?? domain, null)]),
    ...terms.map((slug) => concept(href.term(slug), findTerm(slug)?.title ?? slug, findTerm(slug)?.definition ?? null)),
  ];
}

/** Where a catalog lists its datasets. */
export const DCAT_DATASETS = "dcat:dataset";

/** A whole catalog. */
export function dcatCatalog(datasets: readonly JsonObject[], { origin, title }: Pick<Surroundings, "origin" | "title">): JsonObject {
  return { ...dcatCatalogHead({ origin, title }), [DCAT_DATASETS]: datasets };
}

/** All of a catalog but its datasets, which come last, so that they can be written one by one. */
export function dcatCatalogHead({ origin, title }: Pick<Surroundings, "origin" | "title">): JsonObject {
  return {
    "@context": DCAT_CONTEXT,
    "@id": `${origin}/`,
    "@type": "dcat:Catalog",
    "dct:title": title ?? "Data catalog",
    "dct:description": "Datasets with what they promise, and what is measured of it.",
    "foaf:homepage": { "@id": `${origin}/` },
  };
}

const dateTime = (value: string): JsonObject => ({ "@type": "xsd:dateTime", "@value": value });

function list(key: string, values: readonly JsonValue[]): JsonObject {
  return values.length === 0 ? {} : { [key]: values };
}

/** JSON that may stand inside a `<script>` element: nothing in it ends the element or begins a comment. */
export function embeddableJson(value: JsonValue, space = 0): string {
  return JSON.stringify(value, null, space).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
