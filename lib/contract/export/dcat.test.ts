import jsonld from "jsonld";
import { describe, expect, test } from "vitest";
import type { Catalog, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { DCAT_CONTEXT, dcatCatalog, dcatDataset, embeddableJson } from "#lib/contract/export/dcat.ts";
import { openDataDataset } from "#lib/contract/export/project-open-data.ts";
import { schemaOrgDataset } from "#lib/contract/export/schema-org.ts";
import { surroundingsOf } from "#lib/contract/export/surroundings.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const CATALOG = `data_catalog:
  title: Shop
  owners: {team: {title: The team, email: team@example.com}}
  domains: {commerce: {title: Commerce}}
  glossary: {churn: {title: Churn, definition: Gone for good.}}
  sources: {w: {engine: duckdb, files: ./data}}
  datasets:
    raw: {description: Raw., owner: team, schema: [{id: STRING}]}
    orders:
      title: All </script><!-- orders
      description: One row per order.
      owner: team
      domain: commerce
      tags: [core]
      terms: [churn]
      status: deprecated
      replaced_by: raw
      version: 1.4.0
      source: w.orders
      freshness: < 24 hours
      lineage: [raw, lake.elsewhere]
      access: {data: restricted}
      schema: [{id: STRING (PK) -- the id}, {total: DECIMAL}]
    odd name free: {description: x, owner: nobody, schema: []}
`.replace("    odd name free", "    alone");
const { catalog } = parseTexts({ "c.yaml": CATALOG });
const around = surroundingsOf(catalog, "https://data.example.com/");
const published = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-02-01T00:00:00.000Z" };
const contractOf = (name: string): Catalog["datasets"][number] => {
  const found = catalog.datasets.find((dataset) => dataset.name === name);
  if (found === undefined) throw new Error(name);
  return found;
};

/** Full addresses for every word; a word that the context does not know would be gone. The network is not asked. */
async function expanded(document: JsonObject): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return await jsonld.expand(JSON.parse(JSON.stringify(document)), {
    documentLoader: async (url) => {
      throw new Error(`asked for ${url}`);
    },
  });
}

function keysIn(value: JsonValue | undefined): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => [...(Array.isArray(value) ? [] : [key]), ...keysIn(item)]);
}

const DCAT = "http://www.w3.org/ns/dcat#";
const DCT = "http://purl.org/dc/terms/";

describe("a catalog as DCAT", () => {
  const dataset = dcatDataset(contractOf("orders"), around, published);

  test("means in RDF what it should, without asking the network", async () => {
    const [node] = await expanded(dcatCatalog([dataset], around));
    expect(node).toMatchObject({
      "@id": "https://data.example.com/",
      "@type": [`${DCAT}Catalog`],
      [`${DCT}title`]: [{ "@value": "Shop" }],
      [`${DCAT}dataset`]: [
        {
          "@id": "https://data.example.com/datasets/orders",
          "@type": [`${DCAT}Dataset`],
          [`${DCT}identifier`]: [{ "@value": "orders" }],
          [`${DCAT}keyword`]: [{ "@value": "core" }],
          [`${DCAT}version`]: [{ "@value": "1.4.0" }],
          [`${DCAT}theme`]: [
            {
              "@id": "https://data.example.com/domains/commerce",
              "http://www.w3.org/2004/02/skos/core#prefLabel": [{ "@value": "Commerce" }],
            },
            { "@id": "https://data.example.com/terms/churn", "@type": ["http://www.w3.org/2004/02/skos/core#Concept"] },
          ],
          [`${DCT}publisher`]: [
            { "@type": ["http://xmlns.com/foaf/0.1/Agent"], "http://xmlns.com/foaf/0.1/name": [{ "@value": "The team" }] },
          ],
          [`${DCAT}contactPoint`]: [{ "http://www.w3.org/2006/vcard/ns#hasEmail": [{ "@id": "mailto:team@example.com" }] }],
          "http://www.w3.org/ns/adms#status": [{ "@id": "http://purl.org/adms/status/Deprecated" }],
          [`${DCT}accrualPeriodicity`]: [{ "@id": "http://publications.europa.eu/resource/authority/frequency/DAILY" }],
          [`${DCT}accessRights`]: [{ "@id": "http://publications.europa.eu/resource/authority/access-right/RESTRICTED" }],
          [`${DCT}modified`]: [{ "@type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": "2026-02-01T00:00:00.000Z" }],
          [`${DCT}isReplacedBy`]: [{ "@id": "https://data.example.com/datasets/raw" }],
          "http://www.w3.org/ns/prov#wasDerivedFrom": [
            { "@id": "https://data.example.com/datasets/raw" },
            { [`${DCT}title`]: [{ "@value": "lake.elsewhere" }] },
          ],
          [`${DCAT}distribution`]: [
            {
              [`${DCAT}downloadURL`]: [{ "@id": "https://data.example.com/api/v1/datasets/orders/export.csv" }],
              [`${DCAT}mediaType`]: [{ "@id": "https://www.iana.org/assignments/media-types/text/csv" }],
            },
            { [`${DCAT}mediaType`]: [{ "@id": "https://www.iana.org/assignments/media-types/application/vnd.apache.parquet" }] },
            { [`${DCAT}accessService`]: [{ "@type": [`${DCAT}DataService`] }] },
          ],
        },
      ],
    });
  });

  test("uses no word that its context does not define", () => {
    const words = keysIn(dataset).filter((key) => !key.startsWith("@"));
    for (const word of words) expect(Object.keys(DCAT_CONTEXT)).toContain(word.split(":")[0]);
  });

  test("of a dataset without data and owner offers neither", () => {
    const alone = dcatDataset(contractOf("alone"), around);
    expect(alone).not.toHaveProperty("dcat:distribution");
    expect(alone["dct:publisher"]).toMatchObject({ "foaf:name": "nobody" });
    expect(alone).not.toHaveProperty("dct:issued");
  });

  test("can stand inside a script element", () => {
    const text = embeddableJson(dataset);
    expect(text).not.toMatch(/[<>&]/);
    expect(JSON.parse(text)).toEqual(dataset);
  });
});

describe("a dataset for search engines and for machine learning", () => {
  test("is schema.org, and Croissant with its fields", async () => {
    const [node] = await expanded(schemaOrgDataset(contractOf("orders"), around, published));
    const CR = "http://mlcommons.org/croissant/";
    const file = "export-csv";
    expect(node).toMatchObject({
      "@type": ["https://schema.org/Dataset"],
      "http://purl.org/dc/terms/conformsTo": [{ "@value": `${CR}1.0` }],
      "https://schema.org/distribution": [{ "@type": [`${CR}FileObject`, "https://schema.org/DataDownload"] }],
      [`${CR}recordSet`]: [
        {
          [`${CR}field`]: [
            {
              [`${CR}dataType`]: [{ "@id": "https://schema.org/Text" }],
              [`${CR}source`]: [{ [`${CR}extract`]: [{ [`${CR}column`]: [{ "@value": "id" }] }] }],
            },
            { [`${CR}dataType`]: [{ "@id": "https://schema.org/Float" }] },
          ],
        },
      ],
    });
    expect(JSON.stringify(node)).toContain(file);
    expect(schemaOrgDataset(contractOf("alone"), around)).not.toHaveProperty("distribution");
  });
});

describe("a dataset of data.json", () => {
  test("has every field that the schema wants", () => {
    for (const { name } of catalog.datasets) {
      const dataset = openDataDataset(contractOf(name), around, published);
      for (const field of ["title", "description", "modified", "identifier", "accessLevel"])
        expect(dataset[field], `${name} ${field}`).toMatch(/\S/);
      expect(dataset["keyword"]).not.toEqual([]);
      expect(dataset).toMatchObject({
        publisher: { name: expect.stringMatching(/\S/) },
        contactPoint: { fn: expect.stringMatching(/\S/) },
      });
    }
    expect(openDataDataset(contractOf("orders"), around, published)).toMatchObject({
      accessLevel: "restricted public",
      accrualPeriodicity: "R/P1D",
      theme: ["Commerce"],
      distribution: [{ mediaType: "text/csv" }, { format: "Parquet" }],
    });
  });
});
