import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, hashOf } from "#lib/contract/hash.ts";

/** The same rule in as few words as possible. */
function plainly(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plainly);
  const entries = Object.entries(value).filter(([key, part]) => key !== "position" && part !== undefined);
  // Keys that look like numbers come first in any object, so pairs are compared.
  return entries.map(([key, part]) => [key, plainly(part)] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

describe("canonical JSON", () => {
  test("has sorted keys whatever order an object was written in", () => {
    expect(canonicalJson({ b: [1, { y: null, x: "ä\n" }], a: true })).toBe('{"a":true,"b":[1,{"x":"ä\\n","y":null}]}');
  });

  test("knows no positions, but keeps a key of that name in what somebody wrote", () => {
    expect(canonicalJson({ position: 1, custom: { position: 2 }, odcs: { a: { position: 3 } } })).toBe(
      '{"custom":{"position":2},"odcs":{"a":{"position":3}}}',
    );
  });

  test("says the same for objects of a hundred shapes with the same number of keys", () => {
    const key = fc.constantFrom(..."abcdefgh", "position", "10", "9", "__proto__", "constructor", 'q"');
    const value = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(null, true, 0, -1.5, "x"),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.array(fc.tuple(key, tie("node")), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
      ),
    })).node;
    fc.assert(
      fc.property(value, (any) => {
        const json: unknown = JSON.parse(canonicalJson(any));
        expect(plainly(json)).toEqual(plainly(any));
        // What is sorted stays as it is.
        expect(canonicalJson(json)).toBe(canonicalJson(any));
      }),
      { numRuns: 2_000, seed: 20261122 },
    );
  });

  test("has a SHA-256", () => {
    expect(hashOf({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });
});
