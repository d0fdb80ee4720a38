import { describe, expect, test } from "vitest";
import { type FormatOptions, formatFile } from "#lib/contract/fmt/format-file.ts";

/** The formatted text, after a second run that must change nothing. */
function format(text: string, form: FormatOptions["form"] = "auto"): string {
  const result = formatFile({ file: "c.yaml", text }, { form });
  if (result.kind !== "formatted") throw new Error(JSON.stringify(result));
  expect(formatFile({ file: "c.yaml", text: result.text }, { form })).toEqual(result);
  return result.text;
}

/** One dataset around these lines. */
const dataset = (lines: string) => `data_catalog:\n  datasets:\n    orders:\n${lines.replace(/^(?=.)/gm, "      ")}`;
const inDataset = (lines: string, form: FormatOptions["form"] = "auto") =>
  format(dataset(lines), form)
    .replace(/^.*\n.*\n.*\n/, "")
    .replace(/^ {6}/gm, "");
const column = (text: string, form: FormatOptions["form"] = "auto") =>
  inDataset(`schema:\n  - ${text.replaceAll("\n", "\n  ")}\n`, form)
    .replace("schema:\n", "")
    .replace(/^ {2}/gm, "")
    .trimEnd();

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

describe("comments", () => {
  test("stay where they are", () => {
    const text = `# top
data_catalog: # behind a key
  # before the first
  datasets:
    # about orders
    orders: # orders
      description: x # why
      # about owner
      owner: a

      # alone

      schema: # columns
        # the key
        - order_id: STRING (PK) # never changes
        - total: DECIMAL(12,2)
          # deeper
        # end of columns
      # end of orders
    # end of datasets
  # end of catalog
monitors:
  - # a monitor
    type: volume
    table: orders
# end
`;
    expect(format(text)).toBe(text);
  });

  test("go along with their key", () => {
    expect(inDataset("# about owner\nowner: a # team\n# about title\ntitle: b # short\ndescription: x\n")).toBe(
      "# about title\ntitle: b # short\ndescription: x\n# about owner\nowner: a # team\n",
    );
  });

  test("below the last key keep it last", () => {
    const text = "owner: a\ndescription: x\n# about the description\n";
    expect(inDataset(text)).toBe(text);
  });

  test("that stood below one another still do", () => {
    expect(inDataset("title: Orders       # shown\ntier: 1             # critical\nstatus: deprecated  # soon gone\n")).toBe(
      "title: Orders      # shown\ntier: 1            # critical\nstatus: deprecated # soon gone\n",
    );
  });

  test("inside brackets bring them on lines of their own", () => {
    expect(inDataset("tags: [ # all\n  a, # first\n  # of b\n  b\n  # end\n] # list\n")).toBe(
      "# all\ntags: # list\n  - a # first\n  # of b\n  - b\n  # end\n",
    );
  });

  test("between a key and its value go above the key", () => {
    expect(inDataset("description: # why\n  # more\n  text # last\n")).toBe("# more\n# why\ndescription: text # last\n");
  });

  test("may be more than a call takes arguments", () => {
    const many = "#\n".repeat(130_000);
    const text = `${many}monitors:\n  - type: volume\n    table: t\n${many}`;
    expect(formatFile({ file: "c.yaml", text }, { form: "auto" })).toEqual({ kind: "formatted", text });
    expect(formatFile({ file: "c.yaml", text: `monitors: [\n${many}]\n` }, { form: "auto" })).toEqual({
      kind: "formatted",
      text: `${many}monitors: []\n`,
    });
  }, 60_000);

  test("behind the sign of a block stay there", () => {
    expect(inDataset("description: |   # sql\n  text\n")).toBe("description: | # sql\n  text\n");
  });
});

describe("the order of keys", () => {
  test("is the one of the format; a key that it does not know stays below its neighbour", () => {
    expect(inDataset("schema: []\nx-team: a\nowner: a\ncolour: red\ndescription: x\n")).toBe(
      "description: x\nowner: a\ncolour: red\nschema: []\nx-team: a\n",
    );
  });

  test("holds within a block; an empty line parts blocks", () => {
    expect(inDataset("owner: a\ndescription: x\n\n# --- promises ---\n\nschema: []\nfreshness: 1h\n")).toBe(
      "description: x\nowner: a\n\n# --- promises ---\n\nfreshness: 1h\nschema: []\n",
    );
  });

  test("never brings an alias before its anchor, and never touches a merge", () => {
    for (const text of [
      "owner: &a x\ndescription: *a\n",
      "<<: {owner: a}\ndescription: x\ntitle: b\n",
      "schema:\n  - a: &t STRING\n  - b: *t\ndescription: x\n",
    ])
      expect(inDataset(text)).toBe(text);
  });

  test("of columns in other tools' form: the name comes out", () => {
    expect(column("{name: total, type: DECIMAL, min: 0}")).toBe("- total: DECIMAL (>= 0)");
    expect(column("type: DECIMAL # euros\n  name: total\n  term: revenue")).toBe("- total:\n    type: DECIMAL # euros\n    term: revenue");
    expect(column("{name: total, type: DECIMAL, min: 0}", "keep")).toBe("- {name: total, type: DECIMAL, min: 0}");
  });
});

describe("a column's shorthand", () => {
  test.each([
    ["STRING  ( PK ,not null )  --   why", "STRING (PK) (NOT NULL) -- why"],
    ["string(pk)", "string (PK)"],
    ["STRING (REQUIRED) (FK→ customers.id)", "STRING (FK -> customers.id) (NOT NULL)"],
    ["DECIMAL ( 12, 2 ) (>=0)", "DECIMAL(12,2) (>= 0)"],
    ["INT (1 to 5)", "INT (1..5)"],
    ["INT (0 - 1)", "INT (0-1)"],
    ["FLOAT (0.50-1.0)", "FLOAT (0.50-1.0)"],
    ["STRING (a | b|c) — which", "STRING (a|b|c) -- which"],
    ["STRING ('a | b'|c)", "STRING ('a | b'|c)"],
    ["STRING (UNIQE, pk)", "STRING (UNIQE, pk)"],
    ["nonsense (", "nonsense ("],
  ])("%s → %s", (before, after) => {
    expect(column(`a: ${before}`)).toBe(`- a: ${after}`);
    expect(column(`a: ${before}`, "keep")).toBe(`- a: ${after}`);
  });
});

describe("short and long", () => {
  const PAIRS: readonly (readonly [short: string, long: string])[] = [
    ["a: STRING", "a: {type: STRING}"],
    ["a: STRING (PK) (FK -> b.c) -- why, really", 'a: {type: STRING, primary_key: true, references: b.c, description: "why, really"}'],
    ["a: STRING (UNIQUE) (NOT NULL) (PII)", "a: {type: STRING, unique: true, required: true, classification: pii}"],
    ["a: STRING (NULL) (x|y z|null)", 'a: {type: STRING, required: false, values: [x, y z, "null"]}'],
    ["a: DECIMAL(12,2) (>= 0)", 'a: {type: "DECIMAL(12,2)", min: 0}'],
    ["a: INT (0..100)", "a: {type: INT, min: 0, max: 100}"],
    ["a: INT (> 0) (<= 9)", "a: {type: INT, min: 0, max: 9, exclusive: min}"],
    ["a: FLOAT (> -0.5) (< 1.5)", "a: {type: FLOAT, min: -0.5, max: 1.5, exclusive: true}"],
  ];
  test.each(PAIRS)("%s and %s", (short, long) => {
    expect(column(short, "long")).toBe(`- ${long}`);
    expect(column(long, "short")).toBe(`- ${short}`);
    expect(column(long)).toBe(`- ${short}`);
    expect(column(long, "keep")).toBe(`- ${long}`);
  });

  test.each([
    "a: {type: STRING, term: order}",
    "a: {type: STRING, mask: hash}",
    "a: {type: STRING, pattern: x+}",
    "a: {type: STRING, classification: secret}",
    'a: {type: STRING, description: "two\\nlines"}',
    "a: {type: STRING, x-mine: 1}",
    "a: {type: STRING, min: 5, max: 1}",
    "a: {type: STRING, min: x}",
  ])("%s has no short form", (long) => {
    expect(column(long, "short")).toBe(`- ${long}`);
  });

  test("a column that would be too wide, or has a comment inside, becomes short only when it is asked for", () => {
    const wide = `a:\n    type: STRING\n    description: ${"why ".repeat(30).trim()}`;
    expect(column(wide)).toBe(`- ${wide}`);
    expect(column(wide, "short")).toBe(`- a: STRING -- ${"why ".repeat(30).trim()}`);
    const told = "a: # of all\n    # below\n    type: STRING # text\n    primary_key: true\n    # end";
    expect(column(told)).toBe(`- ${told}`);
    expect(column(told, "short")).toBe("# below\n# text\n# end\n- a: STRING (PK) # of all");
  });

  test("a comment behind a column stays with it, both ways", () => {
    expect(column("a: STRING (PK) # why", "long")).toBe("- a: {type: STRING, primary_key: true} # why");
    const wide = `a: STRING -- ${"why ".repeat(30).trim()} # because`;
    expect(column(wide, "long")).toBe(`- a: # because\n    type: STRING\n    description: ${"why ".repeat(30).trim()}`);
    expect(column(column(wide, "long").slice(2), "short")).toBe(`- ${wide}`);
  });

  test.each([
    ["freshness: < 24 hours\n", "freshness: {max_age: < 24 hours}\n"],
    ["lineage: [a, b]\n", "lineage: {upstream: [a, b]}\n"],
    ["access:\n  mask: {a: hide}\n", "access:\n  mask: {a: {as: hide}}\n"],
    ["checks:\n  - columns_match: [a]\n", "checks:\n  - columns_match: {columns: [a]}\n"],
    ["sla: By 06:00 Europe/Berlin every day\n", 'sla: {by: "06:00", timezone: Europe/Berlin, every: day}\n'],
    [
      "sla: by 8 AM UTC on weekdays\n",
      'sla: {promised: by 8 AM UTC on weekdays, by: "08:00", timezone: UTC, every: week, on: [mon, tue, wed, thu, fri]}\n',
    ],
    ["sla: Updated by 6 AM EST daily\n", 'sla: {promised: Updated by 6 AM EST daily, by: "06:00", timezone: EST, every: day}\n'],
  ])("%s and %s, when it is asked for", (short, long) => {
    expect(inDataset(short, "long")).toBe(long);
    expect(inDataset(long, "short")).toBe(short);
    for (const form of ["auto", "keep"] as const) {
      expect(inDataset(short, form)).toBe(short);
      expect(inDataset(long, form)).toBe(long);
    }
  });

  test("terms, domains and masks of the policy too", () => {
    const short =
      "data_catalog:\n  glossary:\n    churn: Nobody comes back.\n  domains:\n    shop: Shop\n  policy:\n    classifications: {pii: hide}\n";
    const long =
      "data_catalog:\n  glossary:\n    churn: {definition: Nobody comes back.}\n  domains:\n    shop: {title: Shop}\n  policy:\n    classifications: {pii: {mask: hide}}\n";
    expect(format(short, "long")).toBe(long);
    expect(format(long, "short")).toBe(short);
  });

  test("what has more to say than its short form stays long", () => {
    for (const text of ["freshness: {max_age: 24h, column: a}\n", 'sla: {by: "06:00", grace: 30m}\n', "sla: soon\n"]) {
      expect(inDataset(text, "short")).toBe(text);
    }
    expect(inDataset("sla: soon\n", "long")).toBe("sla: soon\n");
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
    ["a file that would grow beyond what is read", `monitors: [${"a, ".repeat(260_000)}]\n`],
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
