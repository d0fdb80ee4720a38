import type { Column, DatasetContract, JsonObject, LogicalType } from "#lib/contract/contract.ts";
import type { Published } from "#lib/contract/export/dcat.ts";
import { some } from "#lib/contract/export/some.ts";
import type { Surroundings } from "#lib/contract/export/surroundings.ts";
import { href } from "#lib/href.ts";

/** Of Croissant 1.0 (https://docs.mlcommons.org/croissant/), which builds on schema.org: the words that are used here. */
const CONTEXT: JsonObject = {
  "@language": "en",
  "@vocab": "https://schema.org/",
  sc: "https://schema.org/",
  cr: "http://mlcommons.org/croissant/",
  dct: "http://purl.org/dc/terms/",
  citeAs: "cr:citeAs",
  column: "cr:column",
  conformsTo: "dct:conformsTo",
  dataType: { "@id": "cr:dataType", "@type": "@vocab" },
  extract: "cr:extract",
  field: "cr:field",
  fileObject: "cr:fileObject",
  isLiveDataset: "cr:isLiveDataset",
  key: "cr:key",
  recordSet: "cr:recordSet",
  references: "cr:references",
  repeated: "cr:repeated",
  source: "cr:source",
};

const TYPES: Readonly<Record<LogicalType, string>> = {
  string: "sc:Text",
  integer: "sc:Integer",
  number: "sc:Float",
  decimal: "sc:Float",
  boolean: "sc:Boolean",
  date: "sc:Date",
  timestamp: "sc:DateTime",
  time: "sc:Time",
  binary: "sc:Text",
  array: "sc:Text",
  object: "sc:Text",
  json: "sc:Text",
};

/**
 * A dataset for search engines (schema.org) and for machine learning (Croissant). Its file is made when it is asked for, so it has no
 * checksum: Croissant calls that a live dataset.
 */
export function schemaOrgDataset(contract: DatasetContract, around: Surroundings, published: Published | null = null): JsonObject {
  const { origin } = around;
  const { name } = contract;
  const owner = contract.owner === null ? null : around.findOwner(contract.owner);
  const ownerName = owner?.title ?? contract.owner;
  const keywords = [...contract.tags, ...contract.terms.map((slug) => around.findTerm(slug)?.title ?? slug)];
  const team = {
    "@type": "Organization",
    name: ownerName ?? "",
    ...some("url", contract.owner === null ? null : origin + href.owner(contract.owner)),
    ...some("email", owner?.email),
  };
  return {
    "@context": CONTEXT,
    "@type": "sc:Dataset",
    "@id": origin + href.dataset(name),
    conformsTo: "http://mlcommons.org/croissant/1.0",
    identifier: name,
    name: contract.title,
    description: contract.description,
    url: origin + href.dataset(name),
    isLiveDataset: true,
    ...(keywords.length === 0 ? {} : { keywords }),
    ...some("version", contract.version),
    ...(published === null
      ? {}
      : { dateCreated: published.createdAt, datePublished: published.createdAt, dateModified: published.updatedAt }),
    ...(ownerName === null ? {} : { creator: team, publisher: team }),
    isAccessibleForFree: true,
    includedInDataCatalog: { "@type": "DataCatalog", name: around.title ?? "Data catalog", url: `${origin}/` },
    ...(contract.upstream.length === 0
      ? {}
      : {
          isBasedOn: contract.upstream.map((upstream) => ({
            "@type": "Dataset",
            name: upstream,
            ...(around.hasDataset(upstream) ? { url: origin + href.dataset(upstream) } : {}),
          })),
        }),
    variableMeasured: contract.columns.map(({ name: column, description }) => ({
      "@type": "PropertyValue",
      name: column,
      ...some("description", description),
    })),
    ...(contract.source === null ? {} : { distribution: [fileObject(name, origin)], recordSet: [recordSet(contract)] }),
  };
}

const FILE = "export-csv";
const fileObject = (name: string, origin: string): JsonObject => ({
  "@type": ["cr:FileObject", "DataDownload"],
  "@id": FILE,
  name: `${name}.csv`,
  contentUrl: origin + href.api.export(name, "csv"),
  encodingFormat: "text/csv",
});

function recordSet({ name, columns }: DatasetContract): JsonObject {
  const key = columns.filter(({ primaryKey }) => primaryKey).map((column) => ({ "@id": `${name}/${column.name}` }));
  return {
    "@type": "cr:RecordSet",
    "@id": name,
    name,
    ...(key.length === 0 ? {} : { key }),
    field: columns.map((column) => field(column, name)),
  };
}

function field({ name, description, logicalType }: Column, dataset: string): JsonObject {
  return {
    "@type": "cr:Field",
    "@id": `${dataset}/${name}`,
    name,
    ...some("description", description),
    dataType: TYPES[logicalType],
    source: { fileObject: { "@id": FILE }, extract: { column: name } },
  };
}
