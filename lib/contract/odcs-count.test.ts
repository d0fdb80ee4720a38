import { describe, expect, test } from "vitest";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const contract = (rule: string, at: "object" | "column" = "object") => `kind: DataContract
apiVersion: v3.1.0
schema:
  - name: Air_Quality
    physicalName: public.air_quality_v1
    ${at === "object" ? `quality: [${rule}]` : ""}
    properties: [{name: total, logicalType: number${at === "column" ? `, quality: [${rule}]` : ""}}]
`;
const read = (rule: string, at?: "object" | "column") => parseTexts({ "a.yaml": contract(rule, at) });
const checksOf = (rule: string, at?: "object" | "column") =>
  read(rule, at).catalog.datasets.flatMap(({ checks }) => checks.map(({ kind, params }) => ({ kind, ...params })));
const sql = (query: string, bounds = "mustBe: 0") => `{type: sql, query: ${JSON.stringify(query)}, ${bounds}}`;

describe("a quality rule of ODCS whose query counts rows", () => {
  test.each([
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0", "total < 0"],
    ["select count(*) from air_quality_v1 where status not in ('a; b', 'select')", "status not in ('a; b', 'select')"],
    ['SELECT COUNT(1) AS n FROM "public"."Air_Quality" WHERE lower(a) = b;', "lower(a) = b"],
    [
      "SELECT COUNT(*)\nFROM {object}\nWHERE total IS NULL OR (total > 9 AND a = 'it''s')\n",
      "total IS NULL OR (total > 9 AND a = 'it''s')",
    ],
  ])("and must give none is a check for such rows: %j", (query, condition) => {
    const expected = [{ kind: "sql", sql: `SELECT * FROM air_quality WHERE ${condition}` }];
    expect(checksOf(sql(query))).toEqual(expected);
    expect(checksOf(sql(query), "column")).toEqual(expected);
    expect(checksOf(sql(query, "mustBeLessThan: 1"))).toEqual(expected);
  });

  test("of all rows is a row count", () => {
    const rows = (bounds: string) => checksOf(sql("SELECT COUNT(*) AS row_count FROM {model}", bounds));
    expect(rows("mustBeGreaterThan: 1000")).toEqual([{ kind: "row_count", min: 1001, max: null }]);
    expect(rows("mustBeBetween: [1, 9]")).toEqual([{ kind: "row_count", min: 1, max: 9 }]);
    expect(rows("mustNotBe: 0")).toEqual([]);
  });

  test.each([
    ["SELECT COUNT(*) FROM other WHERE total < 0", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0", "mustBe: 3"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0", "mustBeLessThan: 1, unit: percent"],
    ["SELECT COUNT(total) FROM Air_Quality", "mustBeGreaterThan: 1"],
    ["SELECT COUNT(*) FROM Air_Quality, other WHERE total < 0", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality a WHERE a.total < 0", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total IN (SELECT id FROM other)", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0 GROUP BY total", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0 UNION SELECT 1", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE day < DATEADD(day, -1, GETDATE())", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0; DROP TABLE x", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE total < 0 -- AND", "mustBe: 0"],
    ["SELECT COUNT(*) FROM Air_Quality WHERE `total` < '", "mustBe: 0"],
    ["SELECT AVG(total) FROM Air_Quality", "mustBe: 0"],
  ])("is kept where it may mean more: %j %s", (query, bounds) => {
    expect(checksOf(sql(query, bounds))).toEqual([]);
    expect(read(sql(query, bounds)).problems.map(({ message }) => message)).toContain("The quality rule 'sql' is kept, but not checked.");
  });

  test("is exported in its own words, and gone with the check", () => {
    const rule = sql("SELECT COUNT(*) FROM Air_Quality WHERE total < 0");
    for (const at of ["object", "column"] as const) {
      const [dataset] = read(rule, at).catalog.datasets;
      if (dataset === undefined) throw new Error("no dataset");
      const written = (checks: typeof dataset.checks) => JSON.stringify(contractToOdcs({ ...dataset, checks }, { classifications: {} }));
      expect(written(dataset.checks)).toContain("FROM Air_Quality WHERE");
      expect(written(dataset.checks)).not.toContain("violations");
      expect(parseTexts({ "a.yaml": written(dataset.checks) }).catalog.datasets[0]?.hash).toBe(dataset.hash);
      expect(written([])).not.toContain("Air_Quality WHERE");
    }
  });
});
