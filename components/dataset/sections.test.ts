import { expect, test } from "vitest";
import { pageSections, sectionId } from "#components/dataset/sections.ts";

test("a column keeps the anchor of its own name, the section steps aside", () => {
  expect(sectionId("quality", [{ name: "quality" }])).toBe("section-quality");
  expect(sectionId("quality", [{ name: "score" }])).toBe("quality");
});

test("a count of zero is not shown", () => {
  expect(pageSections([["lineage", 0]], [])[0]?.count).toBeNull();
  expect(pageSections([["columns", 3]], [])[0]?.count).toBe("3");
});
