import { expect, test } from "vitest";
import { versionWords } from "#lib/catalog/version-words.ts";
import type { ChangeLevel } from "#lib/contract/change.ts";

const changes = (...levels: ChangeLevel[]) =>
  levels.map((level) => ({ level, kind: "x.y", column: null, message: "It changed.", before: null, after: null }));
const base = { kind: "changed", first: false, renamedFrom: null } as const;

test("a version is told by what it changed, worst first", () => {
  expect(versionWords({ ...base, changes: changes("breaking") })).toBe("1 breaking change");
  expect(versionWords({ ...base, changes: changes("additive", "breaking", "breaking") })).toBe("2 breaking and 1 additive change");
  expect(versionWords({ ...base, changes: changes("breaking", "additive", "editorial", "editorial") })).toBe(
    "1 breaking, 1 additive and 2 editorial changes",
  );
});

test("a version without changes says why there are none", () => {
  expect(versionWords({ ...base, kind: "added", first: true, changes: [] })).toBe("first version");
  expect(versionWords({ ...base, kind: "added", changes: [] })).toBe("published again after it had been removed");
  expect(versionWords({ ...base, renamedFrom: "sales", changes: [] })).toBe("renamed");
  expect(versionWords({ ...base, changes: [] })).toBe("no change to show");
});
