import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatFile } from "#lib/contract/fmt/format-file.ts";
import { parseTexts } from "#lib/contract/testing.ts";
import { catalogText } from "#lib/intake/catalog-text.ts";
import { cleanLabel, cleanText } from "#lib/intake/clean-text.ts";
import { ColumnSet } from "#lib/intake/column-set.ts";
import { toWritableType } from "#lib/intake/column-type.ts";
import { type ImportedCatalog, type ImportedColumn, type ImportedDataset, plainColumn, plainDataset } from "#lib/intake/imported.ts";

const NOTHING: ImportedCatalog = { datasets: [], owners: [], domains: [], sources: [], metrics: [] };
const OPTIONS = { heading: "A test: # of headings", schemaUrl: "http://localhost:3000/schema/v1/catalog.json" };

function write(datasets: readonly ImportedDataset[], more: Partial<ImportedCatalog> = {}) {
  const text = catalogText({ ...NOTHING, ...more, datasets }, OPTIONS);
  const { catalog, problems } = parseTexts({ "c.yaml": text });
  return { text, catalog, errors: problems.filter(({ level }) => level === "error") };
}

/** What people and programs put into descriptions. */
const PIECES = [
  ": ",
  " #",
  "# ",
  "- ",
  "--",
  " -- ",
  "\n",
  "\r\n",
  "\n\n  ",
  "\t",
  "{{ ref('x') }}",
  "{%",
  "'",
  '"',
  "''",
  "\\",
  "|",
  ">",
  "&a",
  "*a",
  "!tag",
  "%",
  "@",
  "`",
  "null",
  "~",
  "true",
  "0x1F",
  "1e3",
  "<<",
  "? ",
  "[",
  "]",
  "{",
  "}",
  ",",
  "…",
  "é",
  "🙂",
  "\u0000",
  "\u0007",
  "\u001b[31m",
  "\u0085",
  "\u00a0",
  "\u2028",
  "\ufeff",
  "\ud800",
  "---",
  "...",
  "word",
  " ",
  "(PK)",
  "FK -> a.b",
];
const hostile = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);
const SETTINGS = { seed: 20_260_115, numRuns: 150 };

describe("text from outside", () => {
  it("is a description that is read back as it was, whatever it holds", () => {
    fc.assert(
      fc.property(hostile, hostile, (description, comment) => {
        const column = { ...plainColumn("id", "STRING"), description: cleanText(description), comment };
        const { catalog, errors } = write([
          { ...plainDataset("orders"), description, columns: [column], comments: { start: comment, schema: comment, end: comment } },
        ]);
        expect(errors).toEqual([]);
        expect(catalog.datasets[0]?.description).toBe(cleanText(description) ?? "Not described yet.");
        expect(catalog.datasets[0]?.columns[0]?.description).toBe(cleanText(description));
      }),
      SETTINGS,
    );
  });

  it("is a title, a tag, an alias or a value below custom that is read back as it was", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { catalog, errors } = write([
          {
            ...plainDataset("orders"),
            title: text,
            tags: [text],
            aliases: [text],
            custom: { kept: [cleanText(text) ?? ""], [cleanText(text) ?? "key"]: "x" },
            owner: "shop",
          },
        ]);
        expect(errors).toEqual([]);
        const [orders] = catalog.datasets;
        expect(orders?.title).toBe(cleanLabel(text) ?? "Orders");
        expect(orders?.tags).toEqual(cleanLabel(text) === null ? [] : [cleanLabel(text)]);
        expect(orders?.custom["kept"]).toEqual([cleanText(text) ?? ""]);
      }),
      SETTINGS,
    );
  });

  it("is a column's name and values that are read back as they were, or refused", () => {
    const column = fc.record({
      name: hostile,
      type: fc.oneof(
        hostile,
        fc.constantFrom("decimal(12, 2)", "timestamp(3) with time zone", "ENUM('a','b')", 'STRUCT("a b" INT)', "int[]", "sales.status"),
      ),
      values: fc.array(hostile, { minLength: 1, maxLength: 4 }),
      description: hostile,
    });
    fc.assert(
      fc.property(fc.array(column, { maxLength: 4 }), (all) => {
        const set = new ColumnSet();
        for (const { name, type, values, description } of all) {
          const written = toWritableType(type);
          set.add({
            ...plainColumn(name, written.type),
            comment: written.comment,
            values: [...new Set(values.map((value) => cleanText(value) ?? ""))],
            description: cleanText(description),
          });
        }
        const { catalog, errors } = write([{ ...plainDataset("orders"), description: "D", columns: set.list() }]);
        expect(errors).toEqual([]);
        const read = catalog.datasets[0]?.columns.map(({ name, values, description, type }) => ({ name, values, description, type }));
        expect(read).toEqual(set.list().map(({ name, values, description, type }) => ({ name, values, description, type })));
        expect(set.list().length + set.refused.length).toBe(all.length);
      }),
      SETTINGS,
    );
  });
});

const number = fc.integer({ min: -1000, max: 1000 }).map((value) => value / 4);
const promises = fc.record({
  primaryKey: fc.boolean(),
  required: fc.boolean(),
  unique: fc.boolean(),
  bounds: fc.tuple(fc.option(number), fc.option(number), fc.boolean(), fc.boolean()),
  values: fc.option(fc.uniqueArray(fc.constantFrom("a", "b c", "it's", "1", "true", "x|y", "", "(z)"), { minLength: 1 })),
  pattern: fc.option(fc.constantFrom("^a+$", "[:#]\\d")),
  classification: fc.option(fc.constantFrom("pii", "secret")),
});

describe("a column", () => {
  it("promises what was said of it, in whichever form it is written", () => {
    fc.assert(
      fc.property(promises, fc.option(fc.string({ maxLength: 200 })), ({ bounds, ...said }, description) => {
        const [a, b, exclusiveMin, exclusiveMax] = bounds;
        const min = a === null || b === null ? a : Math.min(a, b);
        const max = a === null || b === null ? b : Math.max(a, b);
        const column: ImportedColumn = {
          ...plainColumn("c", "DECIMAL(12,2)"),
          ...said,
          min,
          max,
          exclusiveMin: min !== null && exclusiveMin,
          exclusiveMax: max !== null && exclusiveMax,
          description: cleanText(description),
        };
        const { catalog, errors } = write([{ ...plainDataset("orders"), description: "D", columns: [column] }]);
        expect(errors).toEqual([]);
        const { primaryKey, required, unique, ...rest } = column;
        const { comment: _comment, ...expected } = rest;
        expect(catalog.datasets[0]?.columns[0]).toMatchObject({
          ...expected,
          primaryKey,
          required: required || primaryKey,
          unique: unique && !primaryKey,
        });
      }),
      SETTINGS,
    );
  });
});

describe("a catalog file", () => {
  it("is sorted by name, so that the order of what was found does not matter", () => {
    const datasets = ["b", "a", "c"].map((name) => plainDataset(name));
    const owners = ["y", "x"].map((id) => ({ id, title: null, description: null, email: null, slack: null }));
    expect(write(datasets, { owners }).text).toBe(write(datasets.toReversed(), { owners: owners.toReversed() }).text);
  });

  it("is written as `touchstone fmt` would have it", () => {
    const columns = [{ ...plainColumn("id", "STRING"), description: "x ".repeat(100), pattern: "^a$", values: ["b", "a"] }];
    const { text } = write([
      {
        ...plainDataset("orders"),
        columns,
        checks: [{ unique: ["id"], severity: "warning" }],
        comments: { schema: "one\n\ntwo", end: "three" },
      },
    ]);
    expect(formatFile({ file: "c.yaml", text }, { form: "keep" })).toEqual({ kind: "formatted", text });
    expect(text).toMatch(/^# yaml-language-server: \$schema=http/);
  });

  it("asks for a description where nobody gave one, and does not claim to be active", () => {
    const { catalog, text } = write([plainDataset("orders")], {
      owners: [{ id: "unassigned", title: null, description: null, email: null, slack: null }],
    });
    expect(catalog.datasets[0]).toMatchObject({ description: "Not described yet.", status: "draft", owner: "unassigned" });
    expect(text).toContain("description: Not described yet.");
  });
});
