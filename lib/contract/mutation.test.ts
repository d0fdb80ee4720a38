import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectSane } from "#lib/contract/expect-sane.ts";
import { LONG, mutatedText, randomOf, TEXTS } from "#lib/contract/mutations.ts";

describe("whatever a file holds", () => {
  test("2,000 mutated files give values or problems", () => {
    const random = randomOf(20261122);
    let clean = 0;
    let broken = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const text = mutatedText(random);
      try {
        if (expectSane({ "m.yaml": text, "z.yaml": LONG }) > 0) broken += 1;
        else clean += 1;
      } catch (cause) {
        throw new Error(`round ${round}:\n${text.slice(0, 3_000)}`, { cause });
      }
    }
    // The mutations must do their work: many texts are broken, and some still hold.
    expect(broken).toBeGreaterThan(800);
    expect(clean).toBeGreaterThan(100);
  }, 120_000);

  test("every key may hold any kind of value", () => {
    for (const text of TEXTS) {
      const lines = text.split("\n");
      for (const [index, line] of lines.entries()) {
        if (!/^\s*(?:- )?[\w-]+:/.test(line)) continue;
        for (const value of ["~", "3", "true", "[]", "{}", "[x]", "{x: y}", "''", "[[x]]", "{__proto__: x}", ".nan"])
          expectSane({
            "m.yaml": [...lines.slice(0, index), line.replace(/:.*$/, () => `: ${value}`), ...lines.slice(index + 1)].join("\n"),
          });
      }
    }
  }, 60_000);

  test("any text is answered", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary", maxLength: 400 }), fc.string({ unit: "grapheme", maxLength: 400 }), fc.json()),
        (text) => {
          expectSane({ "m.yaml": text });
        },
      ),
      { numRuns: 1_000, seed: 20261122 },
    );
  });

  test("any JSON is answered below every section", () => {
    const section = fc.constantFrom("datasets", "glossary", "owners", "domains", "sources", "metrics", "policy", "title");
    fc.assert(
      fc.property(section, fc.jsonValue({ maxDepth: 5 }), (name, value) => {
        expectSane({ "m.yaml": JSON.stringify({ data_catalog: { [name]: value }, monitors: value, quality_scores: [value] }) });
        expectSane({
          "m.yaml": JSON.stringify({ data_catalog: { datasets: { x: { description: "d", owner: "o", schema: value, [name]: value } } } }),
        });
        expectSane({
          "m.yaml": JSON.stringify({
            kind: "DataContract",
            apiVersion: "v3.1.0",
            schema: [value, { name: "x", properties: [value, { name: "y", quality: value, relationships: value }] }],
            slaProperties: value,
            team: value,
          }),
        });
      }),
      { numRuns: 1_000, seed: 20261122 },
    );
  });
});
