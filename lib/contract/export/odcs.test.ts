import { existsSync, globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2019 } from "ajv/dist/2019.js";
import formats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { DatasetContract, JsonObject } from "#lib/contract/contract.ts";
import { stringifyCatalog } from "#lib/contract/export/catalog-yaml.ts";
import { CLASSIFICATIONS, contracts, parseBeside } from "#lib/contract/export/generated.ts";
import { contractToSpec } from "#lib/contract/export/native-dataset.ts";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";
import { surroundingsOf } from "#lib/contract/export/surroundings.ts";
import { toDatasetName } from "#lib/contract/name.ts";
import { mustHave, parseOrders, parseTexts } from "#lib/contract/testing.ts";

const folder = fileURLToPath(new URL("../../../../shared/fixtures/odcs/", import.meta.url));
const present = existsSync(folder);
if (!present) console.info("skipped: the official schema of the standard is not beside this checkout");

const BUILT_IN = { pii: { as: "partial", except: [] } } as const;

function problemsOf(document: unknown): unknown {
  validate ??= compile();
  return validate(document) ? [] : validate.errors;
}
let validate: ReturnType<Ajv2019["compile"]> | undefined;
function compile() {
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  formats.default(ajv);
  return ajv.compile(JSON.parse(readFileSync(`${folder}odcs-json-schema-v3.1.0.json`, "utf8")));
}

function told({ position: _position, promises: _promises, ...rest }: DatasetContract): unknown {
  return JSON.parse(JSON.stringify(rest, (key, value) => (key === "position" ? undefined : value)));
}

const SHOP = `title: All orders
domain: commerce
tags: [core]
source: warehouse.sales.orders
sla: by 18:00 Europe/Berlin on weekdays
freshness: {max_age: 24h, column: placed_at}
version: 1.4.0
status: deprecated
schema:
  - id: STRING (PK) -- stable
  - total: DECIMAL(12,2) (>= 0)
  - state: STRING (paid|open) (NOT NULL)
  - customer: STRING (FK -> orders.id)
  - placed_at: TIMESTAMP
checks:
  - row_count: {min: 10, max: 1000}
  - unique: [customer, placed_at]
    severity: warning
  - name: none from the future
    sql: SELECT * FROM orders WHERE placed_at > now()
    dimension: validity
  - range: {column: total, max: 9}`;

describe("a contract as ODCS", () => {
  test("says in the standard's own places what the standard has places for", () => {
    const document = contractToOdcs(mustHave(parseOrders(SHOP)));
    expect(document).toEqual({
      apiVersion: "v3.1.0",
      kind: "DataContract",
      id: "orders",
      name: "orders",
      version: "1.4.0",
      status: "deprecated",
      domain: "commerce",
      tags: ["core"],
      team: { name: "shop" },
      servers: [{ id: "touchstone-source", server: "warehouse", type: "custom" }],
      schema: [
        {
          name: "orders",
          physicalName: "sales.orders",
          businessName: "All orders",
          description: "Orders",
          properties: [
            { name: "id", logicalType: "string", physicalType: "STRING", description: "stable", primaryKey: true, required: true },
            { name: "total", logicalType: "number", physicalType: "DECIMAL(12,2)", logicalTypeOptions: { minimum: 0 } },
            {
              name: "state",
              logicalType: "string",
              physicalType: "STRING",
              required: true,
              quality: [{ type: "library", metric: "invalidValues", mustBe: 0, arguments: { validValues: ["paid", "open"] } }],
            },
            {
              name: "customer",
              logicalType: "string",
              physicalType: "STRING",
              relationships: [{ type: "foreignKey", to: "orders.id" }],
            },
            { name: "placed_at", logicalType: "timestamp", physicalType: "TIMESTAMP" },
          ],
          quality: [
            { type: "library", metric: "rowCount", mustBeBetween: [10, 1000] },
            {
              type: "library",
              metric: "duplicateValues",
              mustBe: 0,
              arguments: { properties: ["customer", "placed_at"] },
              severity: "warning",
            },
            {
              type: "sql",
              query: "SELECT count(*) FROM (\nSELECT * FROM orders WHERE placed_at > now()\n) AS violations",
              mustBe: 0,
              name: "none from the future",
              dimension: "conformity",
            },
            { type: "custom", engine: "touchstone", implementation: { range: { column: "total", max: 9, exclusive: false } } },
          ],
        },
      ],
      slaProperties: [
        { property: "freshness", value: 24, unit: "h", element: "orders.placed_at", description: "24h" },
        {
          property: "timeOfAvailability",
          value: "18:00",
          valueExt: "Europe/Berlin",
          element: "orders",
          description: "by 18:00 Europe/Berlin on weekdays",
          scheduler: "cron",
          schedule: "0 18 * * 1,2,3,4,5",
        },
        { property: "frequency", value: 1, unit: "w", element: "orders" },
      ],
    });
  });

  test("says the rest in custom properties with the key of the catalog format", () => {
    const contract = mustHave(parseOrders("tier: 1\nmonitors: [{type: volume}]\nschema: [{a: {type: STRING, term: order}}]"));
    const [object] = parse(JSON.stringify(contractToOdcs(contract))).schema;
    expect(object.customProperties).toEqual([
      { property: "touchstone.tier", value: 1 },
      { property: "touchstone.monitors", value: [{ type: "volume" }] },
      { property: "touchstone.inferred", value: { status: "active", version: contract.hash.slice(0, 12) } },
    ]);
    expect(object.properties[0].customProperties).toEqual([{ property: "touchstone.term", value: "order" }]);
  });

  test("comes back as the same contract, whatever it says", () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const document = contractToOdcs(contract, { classifications: CLASSIFICATIONS });
        const again = parseBeside({ "orders.yaml": JSON.stringify(document) }).catalog.datasets.find(({ name }) => name === "orders");
        if (again === undefined) throw new Error(JSON.stringify(document, null, 1));
        expect(told(again)).toEqual(told(contract));
        expect(again.hash).toBe(contract.hash);
        if (present) expect(problemsOf(document)).toEqual([]);
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  test("has links to the catalog's pages if asked for, and reading passes over them", () => {
    const { catalog } = parseBeside({
      "o.yaml": `data_catalog: {datasets: {orders: {description: d, owner: hr, terms: [order], schema: [{a: STRING}]}}}`,
    });
    const contract = catalog.datasets.find(({ name }) => name === "orders");
    if (contract === undefined) throw new Error("no orders");
    const document = contractToOdcs(contract, { around: surroundingsOf(catalog, "https://data.example.com/") });
    expect(document).toMatchObject({
      authoritativeDefinitions: [{ type: "canonical", url: "https://data.example.com/datasets/orders" }],
      support: [{ channel: "hr@example.com", tool: "email", url: "mailto:hr@example.com" }],
      schema: [
        { authoritativeDefinitions: [{ type: "businessDefinition", url: "https://data.example.com/terms/order", description: "Order" }] },
      ],
    });
    const again = parseBeside({ "o.yaml": JSON.stringify(document) }).catalog.datasets.find(({ name }) => name === "orders");
    expect(again?.hash).toBe(contract.hash);
  });

  test("that came from ODCS is that document again, after what was edited", () => {
    const text = `apiVersion: v3.1.0
kind: DataContract
id: 1-2-3
version: "1.10"
status: active
team: {name: shop, members: [{username: ines, role: Owner}]}
price: {priceAmount: 9.95, priceCurrency: USD}
schema:
  - name: orders
    description: Orders
    properties:
      - name: id
        logicalType: string
        examples: [a]
        quality: [{metric: nullValues, mustBe: 0, businessImpact: high}, {type: text, description: tidy}]
      - {name: at, logicalType: timestamp, physicalName: AT}
slaProperties: [{property: latency, value: 4, unit: d}, {property: retention, value: 3, unit: y}]
`;
    const read = (more: string) => parseTexts({ "o.yaml": more }).catalog.datasets;
    const [contract] = read(text);
    if (contract === undefined) throw new Error("not read");
    expect(contractToOdcs(contract)).toEqual(parse(text));

    const spec = contractToSpec(contract);
    expect(spec["odcs"]).not.toHaveProperty("version");
    const native = (edited: JsonObject) => {
      const [changed] = read(stringifyCatalog({ datasets: { orders: { ...spec, ...edited } } }));
      if (changed === undefined) throw new Error("not native");
      return contractToOdcs(changed);
    };
    expect(native({})).toEqual(parse(text));
    const edited = native({ schema: [{ id: "STRING" }, { more: "INTEGER" }], freshness: "< 2 days", owner: "crm" });
    expect(edited).toMatchObject({
      team: { name: "crm", members: [{ username: "ines" }] },
      price: { priceAmount: 9.95 },
      slaProperties: [
        { property: "freshness", value: 2, unit: "d" },
        { property: "retention", value: 3 },
      ],
      schema: [
        {
          properties: [
            { name: "id", physicalType: "STRING", examples: ["a"], quality: [{ type: "text", description: "tidy" }] },
            { name: "more", logicalType: "integer" },
          ],
        },
      ],
    });
    expect(JSON.stringify(edited)).not.toMatch(/nullValues|latency|AT|touchstone\./);
  });

  test.skipIf(!present)("of the standard's own examples is the same document, and valid", () => {
    const files = globSync("*.yaml", { cwd: folder });
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const text = readFileSync(`${folder}${file}`, "utf8");
      const original = parse(text);
      const { datasets } = parseTexts({ [basename(file)]: text }).catalog;
      expect(datasets.length).toBe(Math.max(1, original.schema.length));
      for (const contract of datasets) {
        const document = contractToOdcs(contract, { classifications: BUILT_IN });
        const object = original.schema.find(({ name }: { name: string }) => toDatasetName(name) === contract.name);
        expect([file, document]).toEqual([
          file,
          { ...original, apiVersion: "v3.1.0", name: original.name ?? document["name"], schema: object === undefined ? [] : [object] },
        ]);
        expect([file, problemsOf(document)]).toEqual([file, []]);
      }
    }
  });

  test.skipIf(!present)("of the article's contract is that very document", () => {
    const text = readFileSync(`${folder}../article/customer_segmentation.odcs.json`, "utf8");
    const [contract] = parseTexts({ "article.yaml": text }).catalog.datasets;
    if (contract === undefined) throw new Error("not read");
    expect(contract.sla).toMatchObject({ promised: "Updated by 6 AM EST daily", by: "06:00", timezone: "America/New_York", every: "day" });
    expect(contractToOdcs(contract)).toEqual(JSON.parse(text));
  });
});
