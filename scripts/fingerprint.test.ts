import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint, isStamped, stamp } from "./fingerprint.mjs";

let folder: string;
const print = () => fingerprint(["app", "config.ts"], folder);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-fingerprint-"));
  mkdirSync(join(folder, "app", "deep"), { recursive: true });
  writeFileSync(join(folder, "app", "page.tsx"), "page");
  writeFileSync(join(folder, "app", "deep", "part.tsx"), "part");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("stays the same while nothing changes", () => {
  expect(print()).toBe(print());
});

test.each<[string, () => void]>([
  ["a changed file", () => writeFileSync(join(folder, "app", "deep", "part.tsx"), "Part")],
  ["a new file", () => writeFileSync(join(folder, "app", "new.tsx"), "")],
  ["a removed file", () => rmSync(join(folder, "app", "page.tsx"))],
  ["a renamed file", () => renameSync(join(folder, "app", "page.tsx"), join(folder, "app", "site.tsx"))],
  ["a file that appears where none was", () => writeFileSync(join(folder, "config.ts"), "")],
])("changes with %s", (_, change) => {
  const before = print();
  change();
  expect(print()).not.toBe(before);
});

test("a test beside the code changes nothing", () => {
  const before = print();
  writeFileSync(join(folder, "app", "page.test.tsx"), "test");
  expect(print()).toBe(before);
});

test("a stamp holds only for the fingerprint that it was made for", () => {
  const file = join(folder, "stamp");
  expect(isStamped(file, "a")).toBe(false);
  stamp(file, "a");
  expect(isStamped(file, "a")).toBe(true);
  expect(isStamped(file, "b")).toBe(false);
});
