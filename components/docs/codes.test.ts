import { describe, expect, test } from "vitest";
import { ERROR_CODES, findCode, PROBLEM_CODES } from "#components/docs/codes.ts";

const ALL = [...ERROR_CODES, ...PROBLEM_CODES];

describe("pages of error codes", () => {
  test("every code says what it means, shows a case and a remedy", () => {
    for (const entry of ALL) {
      expect(entry.means, entry.code).toMatch(/\.$/);
      expect(entry.remedy, entry.code).toMatch(/\.$/);
      expect(entry.example.length, entry.code).toBeGreaterThan(5);
    }
  });

  test("no code stands in both tables", () => {
    expect(new Set(ALL.map(({ code }) => code)).size).toBe(ALL.length);
  });

  test("a code is found in any case, and nothing else is found", () => {
    expect(findCode("ts-api-004")?.title).toBe("Unknown parameter");
    expect(findCode("TS-YAML-001")?.status).toBeNull();
    expect(findCode("TS-NONE-001")).toBeUndefined();
    expect(findCode("constructor")).toBeUndefined();
  });
});
