import { expect, it } from "vitest";
import { COLUMN, DESCRIPTION, NAME, TERM, TITLE, weightOf } from "#lib/search/embedded/fields.ts";

it("weighs name over title over term over column over description, whatever else matches", () => {
  const order = [NAME, TITLE, TERM, COLUMN, DESCRIPTION].map(weightOf);
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(weightOf(NAME | TITLE)).toBeGreaterThan(weightOf(NAME));
  expect(weightOf(TITLE | TERM | DESCRIPTION)).toBeLessThan(weightOf(NAME));
  expect(weightOf(0)).toBe(0);
});
