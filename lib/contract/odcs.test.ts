import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseTexts, placesOf } from "#lib/contract/testing.ts";

const folder = fileURLToPath(new URL("../../../shared/fixtures/odcs/", import.meta.url));
const present = existsSync(folder);
if (!present) console.info("skipped: the standard's example contracts are not beside this checkout");

const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: c
name: shop
version: 2.1.0
status: active
domain: commerce
description: {purpose: Sales of the shop}
team: {name: order-team}
tags: [core]
schema:
  - name: orders
    physicalName: sales.orders
    businessName: All orders
    properties:
      - {name: id, logicalType: string, physicalType: VARCHAR(18), primaryKey: true}
      - name: status
        logicalType: string
        required: true
        quality:
          - {type: library, metric: invalidValues, mustBe: 0, arguments: {validValues: [paid, open]}}
          - {metric: nullValues, mustBe: 0, severity: warning, dimension: completeness}
          - {metric: invalidValues, mustBeLessOrEqualTo: 5, unit: percent, arguments: {validValues: [a]}}
      - name: total
        logicalType: number
        classification: Confidential
        logicalTypeOptions: {minimum: 0, exclusiveMaximum: 100}
        quality: [{rule: duplicateValues, mustBe: 0}]
      - name: Customer Id
        logicalType: string
        relationships: [{to: People.id}]
      - {name: changed, logicalType: timestamp}
      - {name: boss, id: boss_id, logicalType: string}
      - {name: both, logicalType: string, isNullable: false, physicalType: "varchar[15]"}
      - {name: filled, logicalType: string, nullable: false}
    relationships:
      - {from: orders.both, to: People.id}
      - {from: schema/orders_obj/properties/boss_id, to: /schema/people_obj/properties/people_id}
      - {from: [orders.id, orders.both], to: [People.id, People.name]}
    quality:
      - {metric: rowCount, mustBeGreaterThan: 10, severity: error, description: enough}
      - {type: sql, query: SELECT 1, mustBe: 1}
  - name: People
    description: Everyone
    id: people_obj
    properties: [{name: id, id: people_id, logicalType: integer, primaryKey: true}]
slaProperties:
  - {property: freshness, value: 24, unit: h, element: orders.changed}
  - {property: timeOfAvailability, value: "06:30-05:00", valueExt: America/New_York}
  - {property: frequency, value: 1, unit: d}
  - {property: retention, value: 3, unit: y}
x-more: [kept]
`;

describe("an ODCS contract", () => {
  const { catalog, problems } = parseTexts({ "shop.odcs.yaml": CONTRACT });
  const [orders, people] = catalog.datasets;

  test("gives one dataset per schema object, with what the contract says of all", () => {
    expect(catalog.datasets.map(({ name }) => name)).toEqual(["orders", "people"]);
    expect(orders).toMatchObject({
      title: "All orders",
      description: "Sales of the shop",
      owner: "order-team",
      domain: "commerce",
      tags: ["core"],
      version: "2.1.0",
      source: { source: null, relation: "sales.orders", files: null },
    });
    expect(people).toMatchObject({ title: "People", description: "Everyone", owner: "order-team" });
    expect(problems.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("turns types, keys, options and library rules into promises", () => {
    expect(orders?.columns).toMatchObject([
      { name: "id", type: "VARCHAR(18)", primaryKey: true, required: true },
      { name: "status", required: true, values: ["paid", "open"] },
      {
        name: "total",
        logicalType: "number",
        min: 0,
        max: 100,
        exclusiveMin: false,
        exclusiveMax: true,
        unique: true,
        classification: "confidential",
      },
      { name: "Customer Id", references: "people.id" },
      { name: "changed", logicalType: "timestamp" },
      { name: "boss", references: "people.id" },
      { name: "both", references: "people.id", required: true, type: "varchar[15]", logicalType: "string" },
      { name: "filled", required: true },
    ]);
    expect(orders?.checks).toMatchObject([
      { kind: "not_null", params: { columns: ["status"] }, severity: "warning", dimension: "completeness" },
      { kind: "row_count", params: { min: 11, max: null }, severity: "error", name: "enough" },
    ]);
  });

  test("turns SLA properties into freshness and a deadline, each for the object it names", () => {
    expect(orders?.freshness).toMatchObject({ maxAgeSeconds: 86_400, column: "changed" });
    expect(people?.freshness).toBeNull();
    expect(orders?.sla).toMatchObject({ by: "06:30", timezone: "America/New_York", every: "day", machineCheckable: true });
  });

  test("keeps everything, and a note names what is not checked", () => {
    expect(orders?.odcs).toMatchObject({
      id: "c",
      description: { purpose: "Sales of the shop" },
      customProperties: [{ property: "x-more", value: ["kept"] }],
      slaProperties: expect.arrayContaining([{ property: "retention", value: 3, unit: "y" }]),
    });
    expect(orders?.odcs).not.toHaveProperty("domain");
    const notes = problems.filter(({ code }) => code === "TS-ODCS-001").map(({ message }) => message);
    expect(notes).toContain("The quality rule 'invalidValues' is kept, but not checked.");
    expect(notes).toContain("The SLA property 'retention' is kept, but not checked.");
    expect(notes).toContain("The schema object 'People' is the dataset people.");
    expect(notes).toContain("A relationship of several columns is kept, but not followed.");
    // What another object of the contract promises is no news for this one.
    expect(notes.filter((note) => note.includes("freshness"))).toEqual([]);
  });

  test("gives way to a native dataset of the same name", () => {
    const native = "data_catalog: {datasets: {orders: {description: d, owner: o, schema: [{a: INT}]}}}";
    const both = parseTexts({ "shop.odcs.yaml": CONTRACT, "z.yaml": native }).catalog.datasets;
    expect(both.map(({ name }) => name)).toEqual(["orders", "people", "shop.orders"]);
    expect(both.find(({ name }) => name === "shop.orders")?.columns[3]?.references).toBe("people.id");
  });

  test("without a schema is one dataset without columns, with a warning", () => {
    const { catalog: one, problems: said } = parseTexts({
      "my.yaml": "apiVersion: v3.0.2\nkind: DataContract\nname: My Table\nschema: []\n",
    });
    expect(one.datasets).toMatchObject([{ name: "my_table", columns: [], description: "", owner: null }]);
    expect(placesOf(said).filter((place) => place.startsWith("warning"))).toHaveLength(3);
  });

  test("says its status in words that teams use, and its owner where dbt writes it", () => {
    const read = (lines: string) =>
      parseTexts({ "a.yaml": `kind: DataContract\napiVersion: v3.0.2\n${lines}\nschema: [{name: a, properties: []}]\n` });
    expect(read("status: In Development").catalog.datasets).toMatchObject([
      { status: "draft", inferred: expect.not.arrayContaining(["status"]) },
    ]);
    expect(read("status: production\ncustomProperties: [{property: owner, value: crm}]").catalog.datasets).toMatchObject([
      { status: "active", owner: "crm" },
    ]);
    expect(read("status: whatever").problems.map(({ message }) => message)).toContain(
      "The status 'whatever' is none of the standard's; it is read as active.",
    );
  });

  test("whose bounds leave no value is read without them, with a warning", () => {
    const text = `kind: DataContract\napiVersion: v3.1.0\nschema: [{name: a, properties: [{name: n, logicalType: number, logicalTypeOptions: {minimum: 2, maximum: 1}}]}]\n`;
    const { catalog: read, problems: said } = parseTexts({ "a.yaml": text });
    expect(read.datasets).toMatchObject([
      { columns: [{ min: null, max: null }], odcs: { schema: [{ properties: [{ logicalTypeOptions: { maximum: 1 } }] }] } },
    ]);
    expect(said.map(({ message }) => message)).toContain("No value can lie within the bounds of 'n', so they are not checked.");
  });

  test("of which an SLA has a cron line is due on those days", () => {
    const sla = (schedule: string) =>
      parseTexts({
        "a.yaml": `kind: DataContract\napiVersion: v3.1.0\nslaProperties: [{property: ta, value: "06:00", valueExt: UTC, schedule: "${schedule}"}]\nschema: [{name: a, properties: []}]\n`,
      }).catalog.datasets[0]?.sla;
    expect(sla("0 6 * * 1-5")).toMatchObject({ by: "06:00", every: "week", on: ["mon", "tue", "wed", "thu", "fri"] });
    expect(sla("0 6 1,15 * *")).toMatchObject({ every: "month", on: ["1", "15"] });
    expect(sla("0 6 * * *")).toMatchObject({ every: "day", on: null });
    // Another time than the deadline's is that of a job.
    expect(sla("30 4 * * 1")).toMatchObject({ every: "day" });
  });

  test("of version 2, or with a nameless object, is an error", () => {
    expect(placesOf(parseTexts({ "a.yaml": "apiVersion: v2.2.2\nkind: DataContract\n" }).problems)).toEqual(["error TS-ODCS-002 a.yaml:1"]);
    expect(placesOf(parseTexts({ "a.yaml": "kind: DataContract\napiVersion: v3.1.0\nschema: [{properties: []}]\n" }).problems)).toContain(
      "error TS-ODCS-002 a.yaml:3",
    );
  });

  test.skipIf(!present)("from the standard's own examples has no error", () => {
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".yaml"))) {
      const { catalog: read, problems: said } = parseTexts({ [name]: readFileSync(`${folder}${name}`, "utf8") });
      expect(read.datasets.length).toBeGreaterThan(0);
      expect([name, said.filter(({ level }) => level === "error")]).toEqual([name, []]);
    }
  });
});
