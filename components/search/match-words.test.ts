import { expect, test } from "vitest";
import { matchWords } from "#components/search/match-words.ts";

test("a match that the reader sees marked needs no reason", () => {
  expect(matchWords([{ field: "title", value: "orders", via: null }])).toBeNull();
  expect(matchWords([])).toBeNull();
});

test("a synonym says what it means, a value says its column", () => {
  expect(matchWords([{ field: "synonym", value: "attrition", via: "churn" }])).toBe("synonym: attrition means churn");
  expect(matchWords([{ field: "value", value: "churned", via: "segment" }])).toBe("value “churned” of column segment");
});

test("at most two reasons, none of them twice", () => {
  const column = { field: "column", value: "ltv", via: null };
  expect(matchWords([column, column, { field: "tag", value: "ml", via: null }, { field: "owner", value: "Data", via: null }])).toBe(
    "column ltv; tag ml",
  );
});

test("a term is not named again beside the synonym that means it", () => {
  const synonym = { field: "synonym", value: "attrition", via: "Churn" };
  expect(matchWords([{ field: "term", value: "Churn", via: null }, synonym])).toBe("synonym: attrition means Churn");
});
