import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type EncodeHarness,
  hasPython,
  openEncodeHarness,
  readSheet,
  readZip,
  runPython,
  type SheetCell,
} from "#lib/engine/duckdb/encode/harness.ts";
import { Fault } from "#lib/engine/duckdb/fault.ts";

let harness: EncodeHarness;
beforeAll(async () => {
  harness = await openEncodeHarness();
});
afterAll(() => harness.close());

const XLSX = { format: "xlsx" } as const;

async function sheetOf(select: string): Promise<SheetCell[][]> {
  const { bytes } = await harness.copy(select, XLSX);
  return readSheet(readZip(bytes).get("xl/worksheets/sheet1.xml") ?? "");
}

const [DATE, SECOND, MILLISECOND, TEXT] = ["2", "3", "4", "5"];

const CASES: readonly (readonly [string, Partial<SheetCell>])[] = [
  ["NULL", { text: "" }],
  ["true", { type: "b", text: "1" }],
  ["-7::TINYINT", { type: "n", text: "-7" }],
  ["999999999999999::BIGINT", { type: "n", text: "999999999999999" }],
  ["1000000000000000::BIGINT", { type: "inlineStr", style: TEXT, text: "1000000000000000" }],
  ["-1000000000000000::HUGEINT", { type: "inlineStr", style: TEXT, text: "-1000000000000000" }],
  ["-1.50::DECIMAL(12,2)", { type: "n", text: "-1.50" }],
  ["999999999.999999::DECIMAL(38,6)", { type: "n", text: "999999999.999999" }],
  ["1000000000.000000::DECIMAL(38,6)", { type: "inlineStr", text: "1000000000.000000" }],
  ["0.5::DECIMAL(38,20)", { type: "inlineStr", text: "0.50000000000000000000" }],
  ["0.1::FLOAT", { type: "n", text: "0.1" }],
  ["1e300::DOUBLE", { type: "n", text: "1e+300" }],
  ["1e308::DOUBLE", { type: "inlineStr", text: "1e+308" }],
  ["'nan'::DOUBLE", { type: "inlineStr", text: "NaN" }],
  ["DATE '2026-07-01'", { type: "n", style: DATE, text: "46204" }],
  ["DATE '1900-03-01'", { type: "n", style: DATE, text: "61" }],
  ["DATE '1900-02-28'", { type: "inlineStr", text: "1900-02-28" }],
  ["TIMESTAMP '2026-07-01 12:00:00'", { type: "n", style: SECOND, text: "46204.5" }],
  ["TIMESTAMP '2026-07-01 18:00:00.25'", { type: "n", style: MILLISECOND, text: "46204.75000289352" }],
  ["TIMESTAMPTZ '2026-07-01 12:00:00+02'", { type: "n", style: SECOND, text: "46204.416666666664" }],
  ["TIMESTAMP_NS '2026-07-01 12:00:00'", { type: "n", style: SECOND, text: "46204.5" }],
  ["TIMESTAMP '1800-01-01 00:00:00'", { type: "inlineStr", text: "1800-01-01T00:00:00Z" }],
  ["'infinity'::TIMESTAMP", { type: "inlineStr", text: "infinity" }],
  ["'007'", { type: "inlineStr", style: TEXT, text: "007" }],
  ["'=1+1'", { type: "inlineStr", style: TEXT, text: "=1+1" }],
  ["'+1'", { type: "inlineStr", style: TEXT, text: "+1" }],
  ["'-1'", { type: "inlineStr", style: TEXT, text: "-1" }],
  ["'@a'", { type: "inlineStr", style: TEXT, text: "@a" }],
  ["chr(9) || 'x'", { type: "inlineStr", style: TEXT, text: "\tx" }],
  ["chr(13) || 'x'", { type: "inlineStr", style: TEXT, text: "\rx" }],
  ["'plain'", { type: "inlineStr", style: "", text: "plain" }],
  ["'<a href=\"x\">&amp; ä€😀</a>'", { type: "inlineStr", text: '<a href="x">&amp; ä€😀</a>' }],
  ["'a' || chr(1) || '_x0041_' || chr(10)", { type: "inlineStr", text: "a_x0001__x005F_x0041_\n" }],
  ["'  a  '", { type: "inlineStr", text: "  a  " }],
  ["[1, NULL]", { type: "inlineStr", text: "[1,null]" }],
  ["'\\xFF'::BLOB", { type: "inlineStr", text: "/w==" }],
];
const SELECT = `SELECT ${CASES.map(([sql], index) => `${sql} AS "v${index}"`).join(", ")}`;

describe("a spreadsheet", () => {
  test("has numbers of up to 15 digits as numbers, times as times, and everything else as text that is no formula", async () => {
    const [names, cells] = await sheetOf(SELECT);
    expect(names?.map(({ text }) => text)).toEqual(CASES.map((_, index) => `v${index}`));
    for (const [index, [sql, cell]] of CASES.entries()) expect([sql, cells?.[index]]).toEqual([sql, expect.objectContaining(cell)]);
  });

  test("has a bold row of names that stays in sight, and no formula anywhere", async () => {
    const { bytes } = await harness.copy(`SELECT '=1' AS "=HYPERLINK(""x"")", 2 AS "a<b>&"`, XLSX);
    const sheet = readZip(bytes).get("xl/worksheets/sheet1.xml") ?? "";
    expect(sheet).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(sheet).not.toContain("<f>");
    const [names] = readSheet(sheet);
    expect(names).toEqual([
      { type: "inlineStr", style: "1", text: '=HYPERLINK("x")' },
      { type: "inlineStr", style: "1", text: "a<b>&" },
    ]);
  });

  test("keeps the order of the rows, and is the same bytes each time", async () => {
    const select = "SELECT i AS id, md5(i::VARCHAR) AS t FROM range(30000) r(i) ORDER BY t";
    const { bytes, expected } = await harness.copy(select, XLSX);
    expect(expected).toBe(30_000);
    const texts = readSheet(readZip(bytes).get("xl/worksheets/sheet1.xml") ?? "")
      .slice(1)
      .map((row) => row[1]?.text ?? "");
    expect(texts.length).toBe(30_000);
    expect(texts).toEqual(texts.toSorted());
    expect((await harness.copy(select, XLSX)).bytes.equals(bytes)).toBe(true);
  });

  test.for([
    ["more rows than a sheet has", "SELECT i FROM range(1048576) r(i)", /1,048,576/],
    ["a text longer than a cell", "SELECT repeat('a', 32768) AS notes", /32,767 characters in notes/],
    ["a text longer than a cell in UTF-16", "SELECT repeat('😀', 16384) AS notes", /32,767 characters in notes/],
    ["a document longer than a cell", "SELECT range(20000) AS list", /32,767 characters in list/],
  ] as const)("refuses %s before the first byte", async ([, select, reason]) => {
    const path = join(harness.folder, "out");
    writeFileSync(path, "untouched");
    const failure = await harness.copy(select, XLSX).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Fault);
    expect(failure instanceof Fault && [failure.kind, failure.told?.sentence]).toEqual(["unfit", expect.stringMatching(reason)]);
  });

  test("takes as many rows and characters as there is room for", async () => {
    const { rows } = await harness.copy("SELECT i FROM range(1048575) r(i)", XLSX);
    expect(rows).toBe(1_048_575);
    const [, cells] = await sheetOf("SELECT repeat('a', 32767) AS a, repeat('ä', 32767) AS b, repeat('😀', 16383) AS c");
    expect(cells?.map(({ text }) => text.length)).toEqual([32_767, 32_767, 32_766]);
  });

  test.skipIf(!hasPython("openpyxl"))("opens in another reader (runs where python3 has openpyxl)", async () => {
    const path = join(harness.folder, "values.xlsx");
    writeFileSync(path, (await harness.copy(SELECT, XLSX)).bytes);
    const script = `
import json, sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1]).active
print(json.dumps([sheet.freeze_panes, [cell.font.b for cell in sheet[1]], [[cell.data_type, str(cell.value)] for cell in sheet[2]]]))`;
    const [pane, bold, cells] = runPython(script, path) as [string, boolean[], [string, string][]];
    expect([pane, new Set(bold)]).toEqual(["A2", new Set([true])]);
    const kinds = { n: "n", b: "b", inlineStr: "s" } as const;
    for (const [index, [sql, { type = "n", style }]] of CASES.entries())
      expect([sql, cells[index]?.[0]]).toEqual([sql, style && type === "n" ? "d" : kinds[type as "n"]]);
    expect(cells[CASES.findIndex(([sql]) => sql.startsWith("TIMESTAMP '2026-07-01 18"))]?.[1]).toBe("2026-07-01 18:00:00.250000");
  });
});
