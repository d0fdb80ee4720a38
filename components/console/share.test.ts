import fc from "fast-check";
import { expect, test } from "vitest";
import { fragmentOf, statementIn } from "#components/console/share.ts";
import { href } from "#lib/href.ts";

test("a statement comes out of its link as it went in", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 3000 }), async (sql) => {
      expect(await statementIn(await fragmentOf(sql))).toBe(sql);
    }),
    { numRuns: 60 },
  );
});

test("a short statement stays readable in its link, a long one is packed", async () => {
  expect(await fragmentOf("SELECT 1")).toBe("#sql=SELECT%201");
  const long = "SELECT customer_id FROM orders WHERE status = 'paid'\n".repeat(40);
  expect((await fragmentOf(long)).length).toBeLessThan(long.length / 4);
  expect(await statementIn(await fragmentOf(long))).toBe(long);
});

test("links of other pages to the console are read the same way", async () => {
  const sql = "SELECT 'a & b' FROM \"orders\" -- #é\n";
  expect(await statementIn(new URL(href.console(sql), "http://x").hash)).toBe(sql);
});

test("a fragment that is no statement is none, and a damaged one is told", async () => {
  expect(await statementIn("")).toBeNull();
  expect(await statementIn("#results")).toBeNull();
  const whole = await fragmentOf("SELECT a, b, c FROM orders\n".repeat(60));
  expect(await statementIn(whole.slice(0, -9))).toBeUndefined();
  expect(await statementIn("#z=%%%")).toBeUndefined();
});

test("a link does not unpack to more than a statement can hold", async () => {
  const bomb = await fragmentOf("a".repeat(5_000_000));
  expect(bomb.length).toBeLessThan(10_000);
  expect(await statementIn(bomb)).toBeUndefined();
});
