import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frictionlessPackage } from "#lib/contract/export/frictionless.ts";
import { contracts } from "#lib/contract/export/generated.ts";
import { surroundingsOf } from "#lib/contract/export/surroundings.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const CATALOG = `data_catalog:
  title: Shop
  owners: {team: {title: The team, email: team@example.com}}
  datasets:
    customers: {description: People., owner: team, schema: [{id: STRING (PK)}]}
    orders:
      description: One row per order.
      owner: team
      tags: [core]
      schema:
        - id: STRING (PK)
        - line: INTEGER (PK) (1|2|3)
        - customer: STRING (FK -> customers.id) (NOT NULL)
        - parent: STRING (FK -> orders.id)
        - outside: STRING (FK -> elsewhere.id)
        - total: DECIMAL(12,2) (>= 0, < 100) -- in euro
        - code: {type: VARCHAR, pattern: "^[A-Z]+$", unique: true}
        - mixed: INTEGER (1|many)
        - at: TIMESTAMP
        - raw: BYTEA
        - more: JSON
`;
const { catalog } = parseTexts({ "c.yaml": CATALOG });
const around = surroundingsOf(catalog, "https://data.example.com");

describe("datasets as a Data Package", () => {
  test("are resources with schema, keys and constraints", () => {
    const result = frictionlessPackage(catalog.datasets, around);
    expect(result).toMatchObject({
      $schema: "https://datapackage.org/profiles/2.0/datapackage.json",
      name: "catalog",
      title: "Shop",
      homepage: "https://data.example.com/",
      contributors: [{ title: "The team", email: "team@example.com" }],
      resources: [
        { name: "customers" },
        {
          name: "orders",
          path: "https://data.example.com/api/v1/datasets/orders/export.csv",
          mediatype: "text/csv",
          schema: {
            fields: [
              { name: "id", type: "string", constraints: { required: true } },
              { name: "line", type: "integer", constraints: { required: true, enum: [1, 2, 3] } },
              { name: "customer", constraints: { required: true } },
              { name: "parent", type: "string" },
              { name: "outside" },
              { name: "total", type: "number", description: "in euro", constraints: { minimum: 0, exclusiveMaximum: 100 } },
              { name: "code", constraints: { pattern: "^[A-Z]+$", unique: true } },
              // A value that is no integer cannot be one of an integer field.
              { name: "mixed", type: "integer" },
              { name: "at", type: "datetime" },
              { name: "raw", type: "string", format: "binary" },
              { name: "more", type: "any" },
            ],
            missingValues: [""],
            primaryKey: ["id", "line"],
            foreignKeys: [
              { fields: ["customer"], reference: { resource: "customers", fields: ["id"] } },
              { fields: ["parent"], reference: { resource: "", fields: ["id"] } },
            ],
          },
        },
      ],
    });
    expect(JSON.stringify(result)).not.toContain("many");
  });

  test("describe the file that readers get: without hidden columns, and of masked ones nothing is certain", () => {
    const text =
      "data_catalog: {datasets: {a: {description: d, owner: o, access: {mask: {b: hide, c: hash, d: 'null'}}, schema: [{b: INT (PK)}, {c: INT (1..2) (NOT NULL)}, {d: DATE}]}}}";
    const { datasets } = parseTexts({ "c.yaml": text }).catalog;
    expect(frictionlessPackage(datasets, around)).toMatchObject({
      resources: [
        {
          schema: {
            fields: [
              { name: "c", type: "string" },
              { name: "d", type: "date" },
            ],
          },
        },
      ],
    });
    expect(JSON.stringify(frictionlessPackage(datasets, around))).not.toMatch(/primaryKey|constraints/);
  });

  test("have no schema without columns: the profile wants at least one field", () => {
    const { datasets } = parseTexts({ "c.yaml": "data_catalog: {datasets: {a: {description: d, owner: o, schema: []}}}" }).catalog;
    expect(frictionlessPackage(datasets, around)).toMatchObject({ resources: [{ name: "a" }] });
    expect(JSON.stringify(frictionlessPackage(datasets, around))).not.toContain('"fields"');
  });

  test("of one dataset carry its name, and no key into a package where its target is not", () => {
    const orders = catalog.datasets.filter(({ name }) => name === "orders");
    const result = JSON.stringify(frictionlessPackage(orders, around));
    expect(result).toContain('"name":"orders"');
    expect(result).not.toContain('"resource":"customers"');
  });

  test("name each field once and each key among the fields, whatever the contract", () => {
    fc.assert(
      fc.property(contracts, (contract) => {
        const { resources } = JSON.parse(JSON.stringify(frictionlessPackage([contract], around)));
        const { fields, primaryKey = [], foreignKeys = [] } = resources[0].schema ?? { fields: [] };
        const names: string[] = fields.map(({ name }: { name: string }) => name);
        expect(new Set(names).size).toBe(names.length);
        for (const key of [...primaryKey, ...foreignKeys.flatMap((foreign: { fields: string[] }) => foreign.fields)])
          expect(names).toContain(key);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});
