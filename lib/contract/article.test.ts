import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hashOf } from "#lib/contract/hash.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const folder = fileURLToPath(new URL("../../../shared/fixtures/article/", import.meta.url));
const present = existsSync(folder);
if (!present) console.info("skipped: the article's files are not beside this checkout");

/** The same shapes, written by hand, for checkouts that stand alone. */
const CATALOG = `# Internal Data Catalog
data_catalog:
  datasets:
    customer_segmentation:
      description: "ML-based customer segments updated daily"
      owner: "data-science-team"
      sla: "Updated by 6 AM EST daily"
      freshness: "< 24 hours"
      quality_score: 98%
      schema:
        - customer_id: STRING (PK)
        - segment: STRING (high_value|medium_value|low_value|churned)
        - confidence: FLOAT (0-1)
        - updated_at: TIMESTAMP
      access:
        query: "SELECT * FROM prod.customer_segmentation"
        export: "https://data-portal.company.com/export/customer_segmentation"
        api: "https://api.company.com/v1/customer-segmentation"
      usage_examples:
        - name: "Marketing Campaign Targeting"
          sql: |
            SELECT customer_id, segment
            FROM customer_segmentation
            WHERE segment = 'high_value'
            AND confidence > 0.8
`;
const MONITORS = `monitors:
  - name: Customer Segmentation Freshness
    type: freshness
    table: customer_segmentation
    threshold: 24h
  - name: Customer Volume Check
    type: volume
    table: customers
    threshold: 10% # Alert on >10% change
  - name: Segment Distribution
    type: distribution
    table: customer_segmentation
    column: segment
    # Alert if segment ratios change significantly
`;

const EST = '"EST" read as America/New_York, which follows daylight saving; write -05:00 for the fixed offset';
const at = (line: number, column: number, file = "data_catalog.yaml") => ({ file, line, column });
const column = (name: string, type: string, logicalType: string, line: number, more: object = {}) => ({
  name,
  type,
  logicalType,
  description: null,
  primaryKey: false,
  required: false,
  unique: false,
  values: null,
  min: null,
  max: null,
  exclusiveMin: false,
  exclusiveMax: false,
  pattern: null,
  references: null,
  classification: null,
  term: null,
  mask: null,
  position: at(line, 11),
  ...more,
});
const SEGMENTS = ["high_value", "medium_value", "low_value", "churned"];
const schedule = { by: "06:00", timezone: "America/New_York", every: "day", on: null, graceSeconds: null, evidence: null, target: null };

const EXPECTED = {
  name: "customer_segmentation",
  title: "Customer segmentation",
  description: "ML-based customer segments updated daily",
  domain: null,
  owner: "data-science-team",
  tags: [],
  terms: [],
  tier: null,
  status: "active",
  replacedBy: null,
  doc: null,
  source: { source: null, relation: "prod.customer_segmentation", files: null },
  sla: { promised: "Updated by 6 AM EST daily", machineCheckable: true, ...schedule, notes: [EST], position: at(7, 7) },
  freshness: { promised: "< 24 hours", maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at", position: at(8, 7) },
  qualityTarget: 98,
  columns: [
    column("customer_id", "STRING", "string", 11, { primaryKey: true, required: true }),
    column("segment", "STRING", "string", 12, { values: SEGMENTS }),
    column("confidence", "FLOAT", "number", 13, { min: 0, max: 1 }),
    column("updated_at", "TIMESTAMP", "timestamp", 14),
  ],
  checks: [],
  monitors: [
    {
      name: "Customer Segmentation Freshness",
      type: "freshness",
      dataset: "customer_segmentation",
      column: null,
      threshold: "24h",
      position: at(2, 5, "monitors.yaml"),
    },
    {
      name: "Segment Distribution",
      type: "distribution",
      dataset: "customer_segmentation",
      column: "segment",
      threshold: null,
      position: at(10, 5, "monitors.yaml"),
    },
  ],
  upstream: [],
  version: null,
  aliases: [],
  access: {
    query: "SELECT * FROM prod.customer_segmentation",
    export: "https://data-portal.company.com/export/customer_segmentation",
    api: "https://api.company.com/v1/customer-segmentation",
    visibility: "everyone",
    data: "everyone",
    readers: [],
    rows: null,
  },
  examples: [
    {
      name: "Marketing Campaign Targeting",
      description: null,
      sql: "SELECT customer_id, segment\nFROM customer_segmentation\nWHERE segment = 'high_value'\nAND confidence > 0.8",
      position: at(20, 11),
    },
  ],
  custom: {},
  odcs: {},
  inferred: ["title", "status", "source", "freshness.column", "access.visibility", "access.data"],
  position: at(4, 5),
};

const PROMISES = [
  ["sla", null, "Updated by 6 AM EST daily", schedule, at(7, 7)],
  ["freshness", "updated_at", "is at most 24 hours old", { maxAgeSeconds: 86_400, warnAfterSeconds: null, column: "updated_at" }, at(8, 7)],
  ["quality", null, "has a quality of at least 98%", { target: 98 }, at(9, 7)],
  [
    "columns",
    null,
    "has the columns customer_id, segment, confidence and updated_at",
    { columns: EXPECTED.columns.map(({ name, type }) => ({ name, type })) },
    at(10, 7),
  ],
  ["key", "customer_id", "customer_id is the key", { columns: ["customer_id"] }, at(11, 11)],
  ["values", "segment", "segment is one of high_value, medium_value, low_value, churned", { values: SEGMENTS }, at(12, 11)],
  ["range", "confidence", "confidence is between 0 and 1", { min: 0, max: 1, exclusiveMin: false, exclusiveMax: false }, at(13, 11)],
  ["example", null, 'the example "Marketing Campaign Targeting" runs', { name: "Marketing Campaign Targeting" }, at(20, 11)],
  ["monitor", null, "Customer Segmentation Freshness", { type: "freshness", threshold: "24h" }, at(2, 5, "monitors.yaml")],
  ["monitor", "segment", "Segment Distribution", { type: "distribution", threshold: null }, at(10, 5, "monitors.yaml")],
].map(([kind, name, label, params, position]) => ({ kind, column: name, label, params, position }));

const PROBLEMS = [
  ["note", "TS-LINK-007", at(4, 5), "customer_segmentation"],
  ["warning", "TS-LINK-002", at(6, 7), "customer_segmentation"],
  ["note", "TS-SLA-002", at(7, 12), "customer_segmentation"],
  ["warning", "TS-LINK-001", at(6, 5, "monitors.yaml"), null],
].map(([level, code, position, dataset]) => ({ level, code, position, dataset }));

function expectGolden(catalogText: string, monitorsText: string): void {
  const { catalog, problems } = parseTexts({ "data_catalog.yaml": catalogText, "monitors.yaml": monitorsText });
  expect(catalog.datasets).toEqual([{ ...EXPECTED, promises: PROMISES, hash: hashOf(EXPECTED) }]);
  expect(problems).toMatchObject(PROBLEMS);
  expect(problems).toHaveLength(PROBLEMS.length);
}

describe("the form that teams already use", () => {
  test("is read whole, without an edit", () => {
    expectGolden(CATALOG, MONITORS);
  });

  test.skipIf(!present)("is read from the team's own files", () => {
    const read = (name: string) => readFileSync(`${folder}${name}`, "utf8");
    expectGolden(read("data_catalog.yaml"), read("monitors.yaml"));
  });
});
