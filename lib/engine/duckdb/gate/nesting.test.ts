import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeText } from "#lib/engine/duckdb/gate/analyze.ts";

const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect();

/** `#` is the hole. */
const VALUE_IN_VALUE = [
  "(coalesce(NULL, #))",
  "(CASE WHEN # IS NULL THEN 1 ELSE 2 END)",
  "(CASE 1 WHEN 2 THEN # END)",
  "([1, #])",
  "({'k': #}.k)",
  "(MAP {'k': #})",
  "(SELECT #)",
  "(EXISTS (SELECT 1 WHERE # IS NULL))",
  "(# IN (1, 2))",
  "(1 IN (#))",
  "(# BETWEEN 1 AND 2)",
  "(list_transform([1], lambda q: #))",
  "([q FOR q IN [1] IF # IS NULL])",
  "(CAST(# AS VARCHAR))",
  "(TRY_CAST(# AS INTEGER))",
  "(TRY(#))",
  "(# IS NOT NULL AND true)",
  "(NOT (# IS NULL))",
  "(# || 'x')",
  "((#, 1) = (1, 2))",
  "([1, 2, 3][1:#])",
  "((ARRAY[1])[#])",
  "(max(#))",
  "(string_agg('a', ',' ORDER BY #))",
  "(count(*) FILTER (WHERE # IS NULL))",
  "(lower('a') COLLATE nocase || #)",
  "(unnest([#]))",
  "(ARRAY(SELECT #))",
  "(1 = ANY (SELECT #))",
  "(date_part('day', DATE '2026-01-01') + #)",
];
/** The engine's parser wants no window function below another, not even in a subquery. */
const WINDOWS = [
  "sum(1) OVER (PARTITION BY #)",
  "sum(1) OVER (ORDER BY #)",
  "sum(1) OVER (ORDER BY 1 ROWS BETWEEN # PRECEDING AND CURRENT ROW)",
  "lag(1, 1, #) OVER ()",
  "max(1) FILTER (WHERE # IS NULL) OVER ()",
];
const QUERY_OF_VALUE = [
  "SELECT #",
  "VALUES (1, #)",
  "FROM orders SELECT #",
  "SELECT 1 FROM orders WHERE # IS NULL",
  "SELECT 1 FROM orders ORDER BY # DESC",
  "SELECT 1 FROM orders LIMIT #",
  "SELECT 1 FROM orders OFFSET #",
  "SELECT 1 FROM orders GROUP BY #",
  "SELECT 1 FROM orders GROUP BY GROUPING SETS ((#), ())",
  "SELECT 1 FROM orders GROUP BY ALL HAVING # IS NULL",
  "SELECT 1 FROM orders QUALIFY # IS NULL",
  "SELECT DISTINCT ON (#) 1 FROM orders",
  "SELECT * REPLACE (# AS city) FROM orders",
  "SELECT 1 FROM orders JOIN orders AS o ON # IS NULL",
  "SELECT 1 FROM range(#)",
  "SELECT 1 FROM orders, unnest([#])",
  "SELECT COLUMNS(lambda c: c = #) FROM orders",
  "PIVOT orders ON city IN ('a') USING max(#)",
];
const QUERY_IN_QUERY = [
  "FROM (#)",
  "(#) UNION ALL SELECT 1",
  "SELECT 1 EXCEPT (#)",
  "WITH c AS (#) SELECT 1",
  "WITH c AS MATERIALIZED (#) FROM c",
  "WITH RECURSIVE c AS (SELECT 1 UNION ALL (#)) FROM c",
  "WITH RECURSIVE c AS ((#) UNION ALL SELECT 1 FROM c) FROM c",
  "FROM orders, LATERAL (#)",
  "FROM orders POSITIONAL JOIN (#)",
  "FROM orders WHERE EXISTS (#)",
  "FROM orders WHERE city = ANY (#)",
  "SELECT (#)",
  "FROM (DESCRIBE FROM (#))",
  "FROM (SUMMARIZE FROM (#))",
  "FROM (#) AS t TABLESAMPLE 10%",
  "PIVOT (#) ON a IN (1) USING count(*)",
  "UNPIVOT (#) ON a, b",
  "WITH c AS (WITH d AS (#) FROM d) FROM c",
];
const BAD_VALUES = [
  "current_setting('a')",
  "getvariable('a')",
  "error('a')",
  "nextval('s')",
  "stats(1)",
  "current_schema",
  "system.main.lower('a')",
  "$named",
  "CAST(1 AS hidden.kind)",
  "sum(1) EXPORT_STATE",
  "(SELECT 1 FROM read_csv('a'))",
  "unheard_of(1)",
];
const BAD_QUERIES = [
  "FROM read_text('a')",
  "FROM 'a.csv'",
  "FROM secret",
  "FROM query('SELECT 1')",
  "FROM duckdb_settings()",
  "FROM pg_catalog.pg_class",
  "FROM memory.main.data",
  "SHOW TABLES",
  "FROM orders AT (VERSION => 1)",
  "WITH orders AS (FROM secret) FROM orders",
  "FROM (WITH secret AS (SELECT 1) FROM secret), secret",
];

const layers = (templates: readonly string[]) => fc.array(fc.constantFrom(...templates), { maxLength: 4 });
const fill = (template: string, inner: string) => template.replaceAll("#", () => inner);
const nest = (templates: readonly string[], inner: string) => templates.reduce((below, template) => fill(template, below), inner);

const around = fc.record({
  values: layers(VALUE_IN_VALUE),
  window: fc.option(fc.constantFrom(...WINDOWS, "sum(1) OVER w FROM orders WINDOW w AS (ORDER BY #)"), { nil: null }),
  query: fc.constantFrom(...QUERY_OF_VALUE),
  queries: layers(QUERY_IN_QUERY),
});
type Around = typeof around extends fc.Arbitrary<infer T> ? T : never;
const withValue = ({ values, window, query, queries }: Around, value: string) =>
  nest(queries, fill(query, nest(values, window === null ? `(${value})` : `(SELECT ${fill(window, value)})`)));

async function isLetThrough(sql: string): Promise<boolean> {
  const analyzed = await analyzeText(connection, sql);
  if (analyzed.kind === "refused") {
    // Refused for what it holds, and not because no SQL came out of the nesting.
    expect(analyzed.syntax, `${sql}: ${analyzed.reason}`).toBe(false);
    return false;
  }
  return analyzed.tables.every(({ name }) => name.join(".") === "orders");
}

const runs = { numRuns: 1_000, seed: 20_261_130 };

test("lets a harmless value or query pass wherever it stands", async () => {
  await fc.assert(
    fc.asyncProperty(around, async (place) => {
      const sql = withValue(place, "(40 + 2)");
      expect(await isLetThrough(sql), sql).toBe(true);
    }),
    runs,
  );
  await fc.assert(
    fc.asyncProperty(layers(QUERY_IN_QUERY), async (queries) => {
      const sql = nest(queries, "FROM orders");
      expect(await isLetThrough(sql), sql).toBe(true);
    }),
    runs,
  );
});

test("refuses a forbidden value wherever it stands", async () => {
  await fc.assert(
    fc.asyncProperty(around, fc.constantFrom(...BAD_VALUES), async (place, bad) => {
      const sql = withValue(place, bad);
      expect(await isLetThrough(sql), sql).toBe(false);
    }),
    runs,
  );
});

test("refuses a forbidden query wherever it stands", async () => {
  await fc.assert(
    fc.asyncProperty(layers(QUERY_IN_QUERY), around, fc.constantFrom(...BAD_QUERIES), fc.boolean(), async (inner, outer, bad, deep) => {
      const query = nest(inner, bad);
      const sql = deep ? withValue(outer, `(${query})`) : query;
      expect(await isLetThrough(sql), sql).toBe(false);
    }),
    runs,
  );
});
