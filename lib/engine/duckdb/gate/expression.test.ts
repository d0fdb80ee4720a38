import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { analyzeExpression } from "#lib/engine/duckdb/gate/expression.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();
const COLUMNS = ["region", "Amount", "source", "tags", "current_user"];

async function reasonOf(expression: string): Promise<string> {
  const verdict = await analyzeExpression(connection, expression, COLUMNS);
  return verdict.kind === "passed" ? "passed" : verdict.reason;
}

test.each([
  "region = 'EU'",
  "region IN ('EU', 'US') AND amount > 10",
  "region IN (NULL)",
  "NOT (region IS NULL OR region LIKE 'E%') -- only the others",
  "source.kind = 'web' AND source['kind'] <> 'x'",
  "CASE WHEN amount > 1 THEN true ELSE region = 'EU' END",
  "list_contains(tags, 'a') OR len(list_filter(tags, lambda t, i: t > region AND i > 1)) > 0",
  "len(list_filter(tags, t -> t > 'a')) > 0",
  "[x FOR x IN tags IF x = region] <> []",
  "coalesce(lower(region), '') BETWEEN 'a' AND 'f'",
  "make_date(2026, 1, 1) < current_date AND now() > localtimestamp",
  "current_user = 'a'",
  "true",
  "/* all of it */ (amount::DECIMAL(12, 2)) >= -5",
])("lets a condition on one row pass: %s", async (expression) => {
  expect(await reasonOf(expression)).toBe("passed");
});

test.each([
  ["secret = 1", "secret is no column of this dataset."],
  ["region = other.region", "other.region is no column of this dataset."],
  ["len(list_filter(tags, t -> t > x)) > 0", "x is no column of this dataset."],
  ["current_schema = 'main'", "current_schema tells about the server"],
  ["(SELECT true)", "cannot hold a subquery"],
  ["EXISTS (FROM orders)", "cannot hold a subquery"],
  ["region IN (SELECT 'EU')", "cannot hold a subquery"],
  ["region = ?", "cannot hold a parameter"],
  ["region = $1", "cannot hold a parameter"],
  ["count(*) > 1", "cannot hold count_star, which is about several rows"],
  ["max(amount) = amount", "cannot hold max, which is about several rows"],
  ["row_number() OVER () < 10", "cannot hold a window function"],
  ["unnest(tags) = 'a'", "cannot hold unnest, which makes several rows of one"],
  ["random() < 0.5", "cannot hold random, which gives another value each time"],
  ["CASE WHEN Random() < 0.5 THEN true END", "cannot hold random"],
  ["(uuid())::VARCHAR < 'f'", "cannot hold uuid"],
  ["len(list_filter(tags, t -> random() < 0.5)) > 0", "cannot hold random"],
  ["COLUMNS(*) = 1", "cannot hold a star"],
  ["*", "cannot hold a star"],
  ["#1 = 1", "cannot hold the number of a column"],
  ["read_text('/etc/passwd') = ''", "reads files"],
  ["error(region)", "puts values into an error message"],
  ["pg_catalog.lower(region) = ''", "without a schema"],
  ["CAST(region AS mood) = 'a'", "There is no type mood"],
  ["region = 'EU', true", "is one expression and nothing else"],
  ["region AS r", "is one expression and nothing else"],
  ["true) OR (true", "cannot be understood at )"],
  ["true WHERE true", "is one expression and nothing else"],
  ["true FROM orders", "is one expression and nothing else"],
  ["true ORDER BY 1", "is one expression and nothing else"],
  ["true UNION SELECT true", "is one expression and nothing else"],
  ["true; DROP TABLE orders", "Only one statement"],
  ["true; SELECT true", "is one expression and nothing else"],
  [" -- nothing", "is one expression and nothing else"],
  ["", "is one expression and nothing else"],
  ["region = ", "ends too early"],
  ["region = 'EU", "opened with '"],
  ["true /* (", "opened with /*"],
  ["true\0", "NUL character"],
  ["DEFAULT", "DEFAULT means nothing"],
])("refuses what is not one condition on one row: %j", async (expression, reason) => {
  expect(await reasonOf(expression)).toContain(reason);
});

test("tells where in the expression the trouble is", async () => {
  const expression = "region = 'é' AND foo(region)";
  expect(await analyzeExpression(connection, expression, COLUMNS)).toEqual({
    kind: "refused",
    reason: "There is no function foo that a statement may use.",
    at: expression.indexOf("foo"),
  });
});
