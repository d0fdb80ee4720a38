import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { DatasetContract } from "#lib/contract/contract.ts";
import { mustHave, parseOrders, parseTexts } from "#lib/contract/testing.ts";
import type { Check } from "#lib/quality/check.ts";
import { compileChecks, futureValuesCheck, withPeriods } from "#lib/quality/compile.ts";

const compiled = (lines: string, rest = ""): readonly Check[] => compileChecks(mustHave(parseOrders(lines, rest)));
/** `not_null:id completeness critical`. */
const inShort = (checks: readonly Check[]) => checks.map(({ id, dimension, severity }) => `${id} ${dimension} ${severity}`);
const find = (checks: readonly Check[], id: string): Check => {
  const check = checks.find((each) => each.id === id);
  if (check === undefined) throw new Error(`${id} is not in ${checks.map((each) => each.id).join(", ")}`);
  return check;
};

test("every promise of a contract is a check, with the dimension and severity of the table", () => {
  const checks = compiled(
    [
      "source: {relation: shop.orders}",
      "freshness: < 24 hours",
      "sla: Updated by 6 AM UTC daily",
      "quality_score: 98%",
      "schema:",
      "  - id: STRING (PK)",
      "  - state: STRING (open|paid, NOT NULL)",
      "  - share: FLOAT (0-1)",
      "  - code: {type: STRING, unique: true, pattern: '[A-Z]+'}",
      "  - customer_id: STRING (FK -> customers.id)",
      "  - updated_at: TIMESTAMP",
      "usage_examples:",
      "  - {name: Paid orders, sql: SELECT * FROM orders}",
    ].join("\n"),
    "    customers:\n      description: Customers\n      owner: shop\n      schema: [{id: STRING (PK)}]\n",
  );
  expect(inShort(checks).toSorted()).toEqual(
    [
      "columns validity critical",
      "extra_columns validity warning",
      "not_null:id completeness critical",
      "unique:id uniqueness critical",
      "not_null:state completeness error",
      "accepted_values:state validity error",
      "range:share validity error",
      "unique:code uniqueness error",
      "pattern:code validity error",
      "relationships:customer_id consistency error",
      "freshness timeliness error",
      "sla timeliness error",
      "example:Paid orders accuracy warning",
      "volume completeness error",
      "distribution:state accuracy error",
    ].toSorted(),
  );
  expect(checks.filter(({ origin }) => origin === "automatic").map(({ id }) => id)).toEqual(["volume", "distribution:state"]);
  expect(find(checks, "freshness").columns).toEqual(["updated_at"]);
});

test("a key of several columns is two checks of them together", () => {
  const checks = compiled("schema: [{a: STRING (PK)}, {b: STRING (PK)}]");
  expect(checks.filter(({ severity }) => severity === "critical").map(({ id, label }) => `${id}: ${label}`)).toEqual([
    "columns: has the promised columns",
    "not_null:a+b: a and b are never empty",
    "unique:a+b: a and b together are unique",
  ]);
});

test("an SLA that no machine can check is no check, and nothing is watched of a dataset that lies nowhere", () => {
  const checks = compiled("sla: Whenever it suits us");
  expect(checks.map(({ kind }) => kind)).not.toContain("sla");
  const nowhere = { ...mustHave(parseOrders("schema: [{state: STRING (a|b)}]")), source: null };
  expect(compileChecks(nowhere).map(({ kind }) => kind)).toEqual(["columns", "extra_columns", "accepted_values"]);
});

describe("written checks", () => {
  const written = (checks: string, rest = "") => compiled(`checks:\n${checks.replace(/^/gm, "  ")}\n${rest}`);

  test("each kind, and what is written beside it wins", () => {
    const checks = written(
      [
        "- {not_null: [id, email], severity: warning, name: Somebody to write to}",
        "- {unique: [id, email]}",
        "- {accepted_values: {column: email, values: [a, b]}, dimension: accuracy, where: id > '5'}",
        "- {range: {column: id, min: 1}}",
        "- {pattern: {column: email, pattern: '.+@.+'}}",
        "- {row_count: {min: 10000, max: 1000000}}",
        "- {columns_match: [id, email, placed_at]}",
        "- {freshness: 2 hours}",
        "- {relationships: {column: id, to: orders.email}}",
        "- {sql: SELECT 1 WHERE false}",
        "- {sql: SELECT 2 WHERE false, name: No refunds twice, severity: critical}",
      ].join("\n"),
    );
    const own = checks.filter(({ promise, origin, kind }) => promise !== null && origin === "contract" && !kind.includes("columns"));
    expect(inShort(own)).toEqual([
      "not_null:id+email completeness warning",
      "unique:id+email uniqueness error",
      "accepted_values:email accuracy error",
      "range:id validity error",
      "pattern:email validity error",
      "row_count completeness error",
      "freshness timeliness error",
      "relationships:id consistency error",
      "sql:1 validity error",
      "sql:No refunds twice validity critical",
    ]);
    expect(find(checks, "columns_match").columns).toEqual([]);
    expect(find(checks, "not_null:id+email").label).toBe("Somebody to write to");
    expect(find(checks, "accepted_values:email").where).toBe("id > '5'");
    expect(find(checks, "freshness").columns).toEqual(["placed_at"]);
  });

  test("one that says again what is promised is not counted twice: what it says wins, what it leaves unsaid stays", () => {
    const schema = "schema: [{id: STRING (PK)}, {state: STRING (a|b)}]";
    const again = written(
      "- {not_null: ID}\n- {unique: [id], severity: warning}\n- accepted_values: {column: state, values: [b, a]}",
      schema,
    );
    expect(inShort(again).filter((line) => /^(not_null|unique|accepted_values)/.test(line))).toEqual([
      ...(["not_null:id completeness critical", "unique:id uniqueness warning", "accepted_values:state validity error"] as const),
    ]);
  });

  test("another condition, other bounds or another age are another check, with a number", () => {
    const checks = written(
      ["- {not_null: email, where: id > '5'}", "- {not_null: email}", "- {freshness: 1 hour}", "- {freshness: 2 days}"].join("\n"),
      "freshness: 1 hour",
    );
    expect(checks.map(({ id }) => id).filter((id) => /^(not_null|freshness)/.test(id))).toEqual([
      ...["not_null:email", "not_null:email#2", "freshness", "freshness#2"],
    ]);
  });
});

describe("monitors", () => {
  const monitored = (monitors: string) =>
    compiled(`source: {relation: orders}\nmonitors:\n${monitors.replace(/^/gm, "  ")}\nfreshness: 24h`);

  test("a declared one takes the place of what is watched without being asked, and of the same promise", () => {
    const checks = monitored("- {name: Rows, type: volume, threshold: 10%}\n- {type: freshness, threshold: 24h, name: Fresh}");
    expect(checks.filter(({ kind }) => kind === "volume")).toMatchObject([{ id: "volume", origin: "monitor", label: "Rows" }]);
    expect(checks.filter(({ kind }) => kind === "freshness")).toMatchObject([{ id: "freshness", label: "Fresh", columns: ["placed_at"] }]);
  });

  test("one without a threshold watches what is promised", () => {
    expect(monitored("- {type: freshness}").filter(({ kind }) => kind === "freshness")).toHaveLength(1);
  });

  test("an automatic one weighs nothing before five periods, a declared one always weighs", () => {
    const [automatic] = compiled("source: {relation: orders}").filter(({ kind }) => kind === "volume");
    const [declared] = monitored("- {type: volume, threshold: 10%}").filter(({ kind }) => kind === "volume");
    if (automatic === undefined || declared === undefined) throw new Error("both are there");
    expect([4, 5].map((periods) => withPeriods(automatic, periods).severity)).toEqual(["info", "error"]);
    expect(withPeriods(declared, 0).severity).toBe("error");
  });
});

test("values in the future are a check of the freshness column", () => {
  const freshness = find(compiled("freshness: 24h"), "freshness");
  expect(futureValuesCheck(freshness)).toMatchObject({ id: "future_values:placed_at", dimension: "validity", severity: "error" });
  expect(futureValuesCheck({ ...freshness, columns: [] })).toBeNull();
});

/** The suite of checks on customer data and the dbt test of the article's team, as a contract says them. */
const ARTICLE_CHECKS = `data_catalog:
  datasets:
    customer_segmentation:
      description: Segments
      owner: data-science-team
      source: {relation: prod.customer_segmentation}
      schema:
        - customer_id: STRING
        - segment: STRING
        - confidence: FLOAT
        - updated_at: TIMESTAMP
      checks:
        - columns_match: [customer_id, segment, confidence, updated_at]
        - not_null: customer_id
        - unique: customer_id
        - accepted_values: {column: segment, values: [high_value, medium_value, low_value, churned]}
        - freshness: {max_age: 24h, column: updated_at}
        - row_count: {min: 10000, max: 1000000}
        - sql: SELECT max(updated_at) FROM customer_segmentation HAVING max(updated_at) < now() - INTERVAL 24 HOUR
`;

test("the expectations and the dbt test of the article can each be written", () => {
  const { catalog, problems } = parseTexts({ "c.yaml": ARTICLE_CHECKS });
  expect(problems.filter(({ level }) => level === "error")).toEqual([]);
  const [dataset] = catalog.datasets;
  if (dataset === undefined) throw new Error("no dataset");
  const ids = compileChecks(dataset).map(({ id }) => id);
  expect(ids).toEqual([
    ...["columns", "extra_columns", "columns_match", "not_null:customer_id", "unique:customer_id", "accepted_values:segment"],
    ...["freshness", "row_count", "sql:1", "volume"],
  ]);
});

/** The article's monitors name it, its catalog does not. */
const CUSTOMERS = `data_catalog:
  datasets:
    customers:
      description: Customers
      owner: shop
      source: {relation: prod.customers}
      schema: [{customer_id: STRING (PK)}]
`;
const folder = fileURLToPath(new URL("../../../shared/fixtures/article/", import.meta.url));
const isPresent = existsSync(folder);
if (!isPresent) console.info("skipped: the article's files are not beside this checkout");

test.skipIf(!isPresent)("the article's catalog and monitors work as they stand", () => {
  const read = (name: string) => readFileSync(`${folder}${name}`, "utf8");
  const { catalog } = parseTexts({
    "data_catalog.yaml": read("data_catalog.yaml"),
    "monitors.yaml": read("monitors.yaml"),
    "customers.yaml": CUSTOMERS,
  });
  const monitors = catalog.datasets.flatMap((dataset: DatasetContract) =>
    compileChecks(dataset)
      .filter(({ origin }) => origin === "monitor")
      .map(({ id, label }) => `${dataset.name} ${id}: ${label}`),
  );
  expect(monitors.toSorted()).toEqual([
    "customer_segmentation distribution:segment: Segment Distribution",
    "customer_segmentation freshness: Customer Segmentation Freshness",
    "customers volume: Customer Volume Check",
  ]);
});
