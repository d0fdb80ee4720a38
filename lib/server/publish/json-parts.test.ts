import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasMoreParts } from "#lib/server/publish/json-parts.ts";

const hasMore = (json: string, most: number) => hasMoreParts(Buffer.from(json), most);

describe("the parts of JSON", () => {
  it("are its lists, its objects and the commas between their items", () => {
    expect(hasMore('{"a": [1, 2], "b": {}}', 4)).toBe(true);
    expect(hasMore('{"a": [1, 2], "b": {}}', 5)).toBe(false);
  });

  it("are never what stands in a text, however that is escaped", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("\\", '"', ",", "[", "{", "a", "é", "\n") })), (texts) => {
        const json = JSON.stringify(texts);
        const parts = 1 + Math.max(0, texts.length - 1);
        expect([hasMore(json, parts), hasMore(json, parts - 1)]).toEqual([false, true]);
      }),
      { seed: 3 },
    );
  });

  it("end with a text that does not", () => {
    expect(hasMore('["a,,,,,\\"', 1)).toBe(false);
  });
});
