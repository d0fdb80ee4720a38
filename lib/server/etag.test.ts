import { describe, expect, it } from "vitest";
import { entityTag, matchesTag, weakTag } from "#lib/server/etag.ts";

describe("an entity tag", () => {
  it("is the same for the same bytes only", () => {
    expect(entityTag("a")).toBe(entityTag(Buffer.from("a")));
    expect(entityTag("a")).not.toBe(entityTag("b"));
    expect(entityTag("a")).toMatch(/^"[\w-]{27}"$/);
  });

  it("when weak, does not mind ages and cursors, but minds everything else", () => {
    const text = (age: string, next: string, name: string) =>
      JSON.stringify({ name, freshness: { observedAgeSeconds: Number(age) }, page: { next } });
    expect(weakTag(text("1", "abc", "orders"))).toBe(weakTag(text("22", "d-_9", "orders")));
    expect(weakTag(text("1", "abc", "orders"))).not.toBe(weakTag(text("1", "abc", "customers")));
    expect(weakTag('{"next":null}')).not.toBe(weakTag('{"next":"abc"}'));
  });

  it.each([
    ['"a"', true],
    ['W/"a"', true],
    ['"x", W/"a"', true],
    ["*", true],
    ['"b"', false],
    ["a", false],
    [null, false],
    [undefined, false],
  ])("is matched by If-None-Match %j: %j", (header, expected) => {
    expect(matchesTag(header, '"a"')).toBe(expected);
    expect(matchesTag(header, 'W/"a"')).toBe(expected);
  });
});
