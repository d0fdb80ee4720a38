import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marked, snippet } from "#lib/catalog/search-view.ts";

const spans = fc.array(
  fc.tuple(fc.nat(600), fc.nat(40)).map(([start, size]) => ({ start, end: start + size })),
  { maxLength: 8 },
);

describe("marks", () => {
  it("cut a text into parts that together are the text, for any spans", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), spans, (text, list) => {
        expect(
          marked(text, list)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  it("marks exactly what the spans name", () => {
    expect(marked("who churned last", [{ start: 4, end: 11 }])).toEqual([
      { text: "who ", hit: false },
      { text: "churned", hit: true },
      { text: " last", hit: false },
    ]);
  });
});

describe("snippets", () => {
  it("keep a short text whole", () => {
    expect(snippet("One row per order.", [])).toEqual(["One row per order.", []]);
  });

  it("show the first match of a long text, and the moved span still names it", () => {
    const text = `${"word ".repeat(120)}churned customers ${"tail ".repeat(80)}`;
    const start = text.indexOf("churned");
    const [cut, moved] = snippet(text, [{ start, end: start + 7 }]);
    expect(cut.length).toBeLessThan(260);
    expect(moved.map((span) => cut.slice(span.start, span.end))).toEqual(["churned"]);
  });
});
