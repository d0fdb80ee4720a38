import { describe, expect, test } from "vitest";
import { mustHave, parseOrders, placesOf } from "#lib/contract/testing.ts";

describe("freshness", () => {
  test("takes updated_at before the only timestamp, and says that it did", () => {
    const named = mustHave(parseOrders("freshness: < 24 hours\nschema: [{placed_at: TIMESTAMP}, {updated_at: TIMESTAMP}]"));
    expect(named.freshness).toMatchObject({ promised: "< 24 hours", maxAgeSeconds: 86_400, column: "updated_at" });
    expect(named.inferred).toContain("freshness.column");
    expect(mustHave(parseOrders("freshness: 24h")).freshness?.column).toBe("placed_at");
  });

  test("does not guess between two timestamps", () => {
    const reading = parseOrders("freshness: 24h\nschema: [{a: TIMESTAMP}, {b: TIMESTAMP}, {updated_at: STRING}]");
    expect(mustHave(reading).freshness?.column).toBeNull();
    expect(placesOf(reading.problems, "TS-FRESH-002")).toEqual(["note TS-FRESH-002 c.yaml:6"]);
  });

  test("in the long form names its column and its warning", () => {
    const orders = mustHave(parseOrders("freshness: {max_age: 24h, warn_after: 12h, column: placed_at}"));
    expect(orders.freshness).toMatchObject({ promised: "24h", maxAgeSeconds: 86_400, warnAfterSeconds: 43_200, column: "placed_at" });
    expect(orders.inferred).not.toContain("freshness.column");
  });

  test.each(["24", "1 month", "soon", "{warn_after: 1h}"])("%s is an error that leaves the dataset out", (text) => {
    expect(parseOrders(`freshness: ${text}`).orders).toBeNull();
  });
});

describe("sla", () => {
  test("stays as text with a warning when it is not understood", () => {
    const reading = parseOrders("sla: As soon as possible");
    expect(mustHave(reading).sla).toMatchObject({ promised: "As soon as possible", machineCheckable: false, by: null, every: null });
    expect(placesOf(reading.problems, "TS-SLA-001")).toEqual(["warning TS-SLA-001 c.yaml:6"]);
    expect(mustHave(reading).promises.map(({ kind }) => kind)).not.toContain("sla");
  });

  test("a bare number is text that cannot be checked", () => {
    expect(mustHave(parseOrders("sla: 6")).sla).toMatchObject({ promised: "6", machineCheckable: false });
  });

  test("has a long form", () => {
    const orders = mustHave(
      parseOrders('sla: {by: "06:00", timezone: Europe/Berlin, every: weekdays, grace: 30m, evidence: run, target: 99%, window: 30 days}'),
    );
    expect(orders.sla).toMatchObject({
      promised: "By 06:00 Europe/Berlin on weekdays",
      by: "06:00",
      timezone: "Europe/Berlin",
      every: "week",
      on: ["mon", "tue", "wed", "thu", "fri"],
      graceSeconds: 1_800,
      evidence: "run",
      target: 0.99,
      windowSeconds: 2_592_000,
    });
    expect(mustHave(parseOrders("sla: {by: 6 AM EST, on: [Friday, monday]}")).sla).toMatchObject({
      timezone: "America/New_York",
      every: "week",
      on: ["mon", "fri"],
    });
    expect(mustHave(parseOrders("sla: {by: noon, timezone: UTC, every: month, on: [15, 1]}")).sla).toMatchObject({
      every: "month",
      on: ["1", "15"],
    });
  });

  test.each([
    "{by: 6}",
    "{by: 06:00, timezone: Mars}",
    "{every: sometimes}",
    "{by: noon, on: [someday]}",
    "{by: noon, target: 200%}",
    "{by: noon, grace: soon}",
    "{grace: 1h}",
  ])("%s is an error", (text) => {
    expect(parseOrders(`sla: ${text}`).orders).toBeNull();
  });
});

describe("columns", () => {
  test("have a short and a long form that say the same", () => {
    const long = mustHave(
      parseOrders(
        'schema:\n  - total: {type: "DECIMAL(12,2)", required: true, min: 0, max: 10, description: in euros, references: orders.total, classification: PII}',
      ),
    );
    const short = mustHave(parseOrders("schema:\n  - total: DECIMAL(12,2) (NOT NULL, 0-10) (FK -> orders.total) (PII) -- in euros"));
    expect(long.columns).toEqual(short.columns);
  });

  test("are found twice whatever their case", () => {
    const { orders, problems } = parseOrders("schema:\n  - a: INT\n  - A: INT");
    expect(orders).toBeNull();
    expect(placesOf(problems, "TS-COLUMN-003")).toEqual(["error TS-COLUMN-003 c.yaml:8"]);
  });

  test("called name, constructor or 2024 are columns like others", () => {
    const orders = mustHave(parseOrders("schema:\n  - name: STRING\n  - constructor: STRING\n  - 2024: INT"));
    expect(orders.columns.map(({ name }) => name)).toEqual(["name", "constructor", "2024"]);
  });

  test("without a type, or with two names in one item, are errors", () => {
    for (const item of [
      "- a:",
      "- {a: INT, b: INT}",
      "- a",
      "- a: {min: 1}",
      "- a: [INT]",
      "- a: {type: INT, min: 5, max: 1}",
      '- a: {type: INT, pattern: "("}',
    ])
      expect([item, parseOrders(`schema:\n  ${item}`).orders]).toEqual([item, null]);
  });

  test("of an unknown type are kept as written and treated as text, with a warning", () => {
    const reading = parseOrders("schema:\n  - a: GEOGRAPHY");
    expect(mustHave(reading).columns[0]).toMatchObject({ type: "GEOGRAPHY", logicalType: "string" });
    expect(placesOf(reading.problems, "TS-COLUMN-001")).toEqual(["warning TS-COLUMN-001 c.yaml:7"]);
  });
});

describe("checks, monitors and examples", () => {
  test("checks carry their severity, name and condition beside their kind", () => {
    const orders = mustHave(
      parseOrders(`checks:
  - row_count: {min: 10000, max: 1000000}
  - unique: [id, placed_at]
  - not_null: email
    severity: critical
    where: id <> ''
  - name: no order from the future
    sql: SELECT * FROM orders WHERE placed_at > now()
  - freshness: 24h
  - relationships: {column: id, to: orders.id}
  - columns_match: [id, email]`),
    );
    expect(orders.checks).toMatchObject([
      { kind: "row_count", params: { min: 10_000, max: 1_000_000 }, severity: null },
      { kind: "unique", params: { columns: ["id", "placed_at"] } },
      { kind: "not_null", params: { columns: ["email"] }, severity: "critical", where: "id <> ''" },
      {
        kind: "sql",
        params: { sql: "SELECT * FROM orders WHERE placed_at > now()" },
        name: "no order from the future",
        position: { line: 13 },
      },
      { kind: "freshness", params: { maxAgeSeconds: 86_400, promised: "24h" } },
      { kind: "relationships", params: { column: "id", to: "orders.id" } },
      { kind: "columns_match", params: { columns: ["id", "email"], ordered: true } },
    ]);
  });

  test.each([
    "- not_nul: email",
    "- severity: critical",
    "- row_count: 5",
    "- row_count: {}",
    "- row_count: {min: 5, max: 1}",
    "- unique:",
    "- {unique: id, not_null: id}",
    "- accepted_values: {column: id}",
    "- sql: []",
    "- text",
    "- freshness: 24",
    "- {not_null: id, severity: huge}",
  ])("%s is an error", (item) => {
    expect(parseOrders(`checks:\n  ${item}`).orders).toBeNull();
  });

  test("an unknown column in a check is a warning with the nearest one", () => {
    const reading = parseOrders("checks:\n  - not_null: emial");
    expect(mustHave(reading).checks).toHaveLength(1);
    expect(reading.problems.find(({ code }) => code === "TS-LINK-006")).toMatchObject({
      level: "warning",
      hint: "Did you mean 'email'?",
      position: { line: 7 },
    });
  });

  test("monitors and examples say what they lack", () => {
    for (const lines of [
      "monitors: [{type: distribution}]",
      "monitors: [{type: volum}]",
      "monitors: [{type: freshness, threshold: 10%}]",
      "monitors: [volume]",
      "usage_examples: [{name: x}]",
      "usage_examples: [SELECT 1]",
    ])
      expect([lines, parseOrders(lines).orders]).toEqual([lines, null]);
    expect(mustHave(parseOrders("monitors: [{type: volume, threshold: 10%}, {type: distribution, column: email}]")).monitors).toMatchObject(
      [
        { type: "volume", threshold: "10%", dataset: "orders" },
        { type: "distribution", column: "email" },
      ],
    );
  });
});

describe("promises", () => {
  test("are listed in file order, each with its line and words for people", () => {
    const orders = mustHave(
      parseOrders(`freshness: 24h
schema:
  - id: STRING (PK)
  - line: INT (PK, > 0)
  - status: STRING (placed|paid, NOT NULL, UNIQUE)
  - updated_at: TIMESTAMP
quality_score: 97.5%
monitors: [{type: volume}]
sla: Updated by 6 AM UTC daily`),
    );
    expect(orders.promises.map(({ kind, label, position }) => `${position.line} ${kind}: ${label}`)).toEqual([
      "6 freshness: is at most 24 hours old",
      "7 columns: has the columns id, line, status and updated_at",
      "8 key: id and line together are the key",
      "9 range: line is more than 0",
      "10 not_null: status is never empty",
      "10 unique: status is unique",
      "10 values: status is one of placed, paid",
      "12 quality: has a quality of at least 97.5%",
      "13 monitor: is watched for its number of rows",
      "14 sla: Updated by 6 AM UTC daily",
    ]);
  });
});
