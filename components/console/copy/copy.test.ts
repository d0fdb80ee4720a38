import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Table, toCsv, toTsv } from "#components/console/copy/csv.ts";
import { toInserts } from "#components/console/copy/insert.ts";
import { toMarkdown } from "#components/console/copy/markdown.ts";

const table: Table = {
  columns: [
    { name: "id", type: "VARCHAR" },
    { name: 'to"tal', type: "DECIMAL(12,2)" },
    { name: "note", type: "VARCHAR" },
  ],
  rows: [
    ["0001", "19.90", null],
    ["0002", "-5", ""],
    ["0003", null, "NULL"],
    ["=1+1", "NaN", 'it\'s "a", b\nc'],
  ],
};

describe("CSV", () => {
  test("tells NULL, the empty text and the text NULL apart", () => {
    expect(toCsv(table).split("\n").slice(1, 4)).toEqual(["0001,19.90,", '0002,-5,""', "0003,,NULL"]);
  });

  test("is read back by another reader as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: "grapheme" }), fc.string())), (rows) => {
        const columns = ["a", "b,\n"].map((name) => ({ name, type: "VARCHAR" }));
        expect(parse(toCsv({ columns, rows }), { relax_column_count: false })).toEqual([["a", "b,\n"], ...rows]);
      }),
    );
  });
});

describe("text for spreadsheets", () => {
  test("runs no formula, and leaves negative figures alone", () => {
    const lines = toTsv(table).split("\n");
    expect(lines[2]).toBe("0002\t-5\t");
    expect(lines[4]).toMatch(/^'=1\+1\t/);
  });

  test("keeps tabs and line ends inside their cell", () => {
    expect(toTsv({ columns: [{ name: "a", type: "VARCHAR" }], rows: [["x\ty\n"]] })).toBe('a\n"x\ty\n"\n');
  });
});

describe("Markdown", () => {
  test("shows every sign as it is, figures at the right and NULL slanted", () => {
    expect(toMarkdown(table)).toBe(
      [
        '| id | to"tal | note |',
        "| --- | ---: | --- |",
        "| 0001 | 19.90 | *NULL* |",
        "| 0002 | -5 |  |",
        "| 0003 | *NULL* | NULL |",
        '| =1+1 | NaN | it\'s "a", b<br>c |',
        "",
      ].join("\n"),
    );
    expect(toMarkdown({ columns: [{ name: "a|b", type: "VARCHAR" }], rows: [["<b>*x*|\\"]] })).toContain("\\<b\\>\\*x\\*\\|\\\\");
  });
});

describe("INSERT", () => {
  test("doubles quotes, writes figures bare and everything that is none as text", () => {
    expect(toInserts(table, 'my"table')).toBe(
      [
        'INSERT INTO "my""table" ("id", "to""tal", "note") VALUES',
        "  ('0001', 19.90, NULL),",
        "  ('0002', -5, ''),",
        "  ('0003', NULL, 'NULL'),",
        "  ('=1+1', 'NaN', 'it''s \"a\", b\nc');",
        "",
      ].join("\n"),
    );
  });

  test("never lets a value out of its quotes", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("VARCHAR", "INTEGER", "BLOB"), (value, type) => {
        const text = toInserts({ columns: [{ name: "a", type }], rows: [[value]] }, "t");
        const bare = text.replace(/'(?:[^']|'')*'/g, "''");
        expect(bare).toMatch(/^INSERT INTO "t" \("a"\) VALUES\n {2}\((?:''|from_base64\(''\)|-?\d[\d.eE+-]*)\);\n$/);
      }),
    );
  });

  test("makes several statements of many rows", () => {
    const rows = Array.from({ length: 1001 }, (_, index) => [index]);
    const statements = toInserts({ columns: [{ name: "a", type: "INTEGER" }], rows }, "t").split("\n\n");
    expect(statements).toHaveLength(3);
    expect(statements[2]).toContain("(1000);");
  });
});
