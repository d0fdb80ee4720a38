import { expect, test } from "vitest";
import { offsetOf, wordAt } from "#components/console/sql-place.ts";

const sql = "SELECT a\r\nFROM ordrs\nWHERE 'é😀' = x";

test.for([
  ["sql:1:8", "a"],
  ["sql:2:6", "ordrs"],
  ["sql:3:13", "="],
  ["sql:3:15", "x"],
] as const)("%s is at %j", ([path, word]) => {
  const { from, to } = wordAt(offsetOf(path, sql) ?? -1, sql);
  expect(sql.slice(from, to)).toBe(word);
});

test("a place behind the end is the last character, and what is no place is none", () => {
  expect(wordAt(offsetOf("sql:9:1", sql) ?? -1, sql)).toEqual({ from: sql.length - 1, to: sql.length });
  expect(offsetOf("body.sql", sql)).toBeNull();
  expect(wordAt(0, "")).toEqual({ from: 0, to: 0 });
});
