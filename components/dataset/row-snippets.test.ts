import { expect, test } from "vitest";
import { rowSnippets } from "#components/dataset/row-snippets.ts";

test("an address stands in a program as one string, whatever is in it", () => {
  for (const { code } of rowSnippets('http://data.example.com/a"b')) expect(code).toContain('"http://data.example.com/a\\"b?limit=1000"');
});
