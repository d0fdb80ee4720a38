import { describe, expect, test } from "vitest";
import { column, format, inDataset } from "#lib/contract/fmt/testing.ts";

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
