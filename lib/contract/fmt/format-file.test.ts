import { describe, expect, test } from "vitest";
import { formatFile } from "#lib/contract/fmt/format-file.ts";
import { format, inDataset } from "#lib/contract/fmt/testing.ts";

describe("the layout of a file", () => {
  test("two spaces a level, lists below their key, one space behind colon and dash", () => {
    expect(
      format(
        "data_catalog:\n    glossary:\n        churn:   {definition:   x,related: [ a,b ]}\n        b  : y\nmonitors:\n-   type: volume\n    table:   t\n",
      ),
    ).toBe(
      "data_catalog:\n  glossary:\n    churn: {definition: x, related: [a, b]}\n    b: y\nmonitors:\n  - type: volume\n    table: t\n",
    );
  });

  test("a byte order mark, space at line ends and empty lines at the end go; one line end stays", () => {
    expect(format("\uFEFF# first  \n\n\n\nmonitors:\n\n  - type: volume   \n\n\n    table: t\n\n\n")).toBe(
      "# first\n\nmonitors:\n  - type: volume\n\n    table: t\n",
    );
  });

  test("a file with the line ends of Windows keeps them", () => {
    expect(format("monitors:\r\n- type: volume\r\n  table: t")).toBe("monitors:\r\n  - type: volume\r\n    table: t\r\n");
    expect(format("monitors:\n- type: volume\r\n  table: t")).toBe("monitors:\n  - type: volume\n    table: t\n");
  });

  test("datasets stand one empty line apart", () => {
    const one = (name: string) => `    ${name}:\n      owner: a\n`;
    expect(format(`data_catalog:\n  datasets:\n\n${one("a")}${one("b")}    # about c\n${one("c")}\n\n\n${one("d")}`)).toBe(
      `data_catalog:\n  datasets:\n${one("a")}\n${one("b")}\n    # about c\n${one("c")}\n${one("d")}`,
    );
  });

  test("directives, the line `---` and the first comment stay on top", () => {
    const head = "# yaml-language-server: $schema=https://example.com/catalog.json\n%YAML 1.2\n--- # begin\n# about\n";
    expect(format(`${head}monitors:   []\n`)).toBe(`${head}monitors: []\n`);
    expect(format("# yaml-language-server: $schema=x\nmonitors:   []\n...\n# end\n")).toBe(
      "# yaml-language-server: $schema=x\nmonitors: []\n# end\n",
    );
  });

  test("brackets that fit on a line are on one, others become lines", () => {
    expect(inDataset("tags: [\n  a,\n  b\n]\n")).toBe("tags: [a, b]\n");
    const long = Array.from({ length: 30 }, (_, index) => `tag_${index}`);
    expect(inDataset(`tags: [${long.join(", ")}]\n`)).toBe(`tags:\n${long.map((tag) => `  - ${tag}\n`).join("")}`);
    expect(inDataset(`source: {source: lake, files: "a,${"b".repeat(120)}"}\n`)).toBe(
      `source:\n  source: lake\n  files: a,${"b".repeat(120)}\n`,
    );
  });

  test("a file written as JSON becomes YAML", () => {
    expect(
      format(
        '{"data_catalog": {"datasets": {"orders": {"description": "One row: an order", "owner": "shop", "schema": [{"id": "STRING"}, {"total": {"type": "DECIMAL(12,2)", "min": 0}}]}}}}',
      ),
    ).toBe(
      'data_catalog:\n  datasets:\n    orders:\n      description: "One row: an order"\n      owner: shop\n      schema: [{id: STRING}, {total: "DECIMAL(12,2) (>= 0)"}]\n',
    );
  });
});

describe("quotes", () => {
  test.each([
    ['"One row per order"', "One row per order"],
    ["'it''s'", "it's"],
    ["'a: b'", '"a: b"'],
    [`'say "a: b"'`, `'say "a: b"'`],
    ['"tab\\there"', '"tab\\there"'],
    ['"98%"', "98%"],
    ['"< 24 hours"', "< 24 hours"],
    ["< 24 hours", "< 24 hours"],
    ['"24h"', "24h"],
    ['"1.10"', '"1.10"'],
    ["1.10", "1.10"],
    ['"007"', '"007"'],
    ['"yes"', '"yes"'],
    ['"null"', '"null"'],
    ["null", "null"],
    ['"~"', '"~"'],
    ['"2026-11-22"', '"2026-11-22"'],
    ['"06:00"', '"06:00"'],
    ['"0x1F"', '"0x1F"'],
    ['"1_000"', '"1_000"'],
    ['"#data"', '"#data"'],
    ['"a #b"', '"a #b"'],
    ['"a#b"', "a#b"],
    ['"- x"', '"- x"'],
    ['"-x"', "-x"],
    ['"> 5"', '"> 5"'],
    ['" a"', '" a"'],
    ['""', '""'],
    ['"@a"', '"@a"'],
    ['"%a"', '"%a"'],
    ['"a:"', '"a:"'],
    ['"a:b"', "a:b"],
    ['"https://example.com/a#b"', "https://example.com/a#b"],
    ['"\\u00e9"', "é"],
    ['"\\u202E"', '"\\u202E"'],
  ])("%s is written %s", (before, after) => {
    expect(inDataset(`description: ${before}\n`)).toBe(`description: ${after}\n`);
    expect(inDataset(`custom: {a: ${before.startsWith("<") ? "x" : before}}\n`)).toMatch(/^custom: \{a: /);
  });

  test("in brackets, more text needs them", () => {
    expect(inDataset('custom: {a: "x, y", b: "x y", "c d": "[", e: "a:b"}\n')).toBe('custom: {a: "x, y", b: x y, c d: "[", e: a:b}\n');
  });

  test("a key is one line", () => {
    expect(inDataset("custom:\n  ? a\n    b\n  : 1\n  ? |\n    c\n    d\n  : 2\n")).toBe('custom:\n  a b: 1\n  "c\\nd\\n": 2\n');
  });

  test("a quoted `<<` is a key and merges nothing", () => {
    expect(inDataset('custom: {"<<": {a: 1}}\n')).toBe('custom: {"<<": {a: 1}}\n');
  });
});

describe("text of several lines", () => {
  test("blocks keep every character, deeper or not", () => {
    expect(inDataset("usage_examples:\n- sql: |\n       SELECT *\n         FROM x  \n\n       -- end\n  name: a\n")).toBe(
      "usage_examples:\n  - name: a\n    sql: |\n      SELECT *\n        FROM x  \n\n      -- end\n",
    );
    expect(inDataset("description: >-\n  one\n  two\n\n  three\nowner: a\n")).toBe("description: >-\n  one\n  two\n\n  three\nowner: a\n");
    expect(inDataset("description: |4-\n      two more\n    none\n")).toBe("description: |2-\n    two more\n  none\n");
    expect(inDataset("description: |+\n  one\n\n\nowner: a\n")).toBe("description: |+\n  one\n\n\nowner: a\n");
  });

  test("a line of spaces that are deeper than the block is text, even at its end", () => {
    expect(inDataset("description: |\n  x\n   \n \nowner: a\n")).toBe("description: |\n  x\n   \n\nowner: a\n");
  });

  test("lines that were broken stay broken", () => {
    expect(inDataset("description: one\n    two\n\n    three\n")).toBe("description: one\n  two\n\n  three\n");
    expect(inDataset('description: "one\n    two \\\n    three: four"\n')).toBe('description: "one\n  two \\\n  three: four"\n');
  });
});

describe("what is left alone", () => {
  test.each([
    ["not YAML", 'monitors: "a\n'],
    ["a tab as indentation", "monitors:\n\t- a\n"],
    ["the same key twice", "monitors: []\nmonitors: []\n"],
    ["two documents", "monitors: []\n---\nmonitors: []\n"],
    ["an alias to nothing", "monitors: *a\n"],
  ])("a file that cannot be read: %s", (_what, text) => {
    const result = formatFile({ file: "c.yaml", text }, { form: "auto" });
    expect(result.kind === "refused" && result.problems.some(({ level }) => level === "error")).toBe(true);
  });

  test.each([
    ["an ODCS contract", "apiVersion: v3.1.0\nkind:    DataContract\nschema: []\n"],
    ["another tool's file", "services:\n    web:   {image: x}\n"],
    ["an empty file", ""],
    ["a file of comments", "# nothing\n"],
  ])("%s", (_what, text) => {
    expect(formatFile({ file: "c.yaml", text }, { form: "auto" })).toEqual({ kind: "foreign" });
  });

  test.each([
    ["a key of a page", `monitors: []\n? ${"a".repeat(1_100)}\n: x\n`],
    ["an alias as key", "data_catalog: {title: &a x, *a : y}\n"],
    ["a file that would grow beyond what is read", `monitors: ${"[".repeat(55)}${"ab, ".repeat(11_000)}${"]".repeat(55)}\n`],
    ["a root with an anchor", "--- &a\nmonitors: []\n"],
  ])("%s, with a warning that says so", (_what, text) => {
    expect(formatFile({ file: "c.yaml", text }, { form: "auto" })).toMatchObject({
      kind: "refused",
      problems: [{ code: "TS-FMT-001", level: "warning" }],
    });
  });

  test("a file whose text is fine but whose words are not is still formatted", () => {
    expect(inDataset("owner: 3\nfreshness:   soon\nscheme: []\n")).toBe("owner: 3\nfreshness: soon\nscheme: []\n");
  });
});
