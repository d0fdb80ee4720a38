import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CHANGE_KINDS } from "#lib/contract/change-kinds.ts";

it("docs/changes.md lists every kind of change, its level and why it has it", () => {
  const text = readFileSync(new URL("changes.md", import.meta.url), "utf8");
  const listed = [...text.matchAll(/^\| `([a-z-]+\.[a-z-]+)` \| (\w+) \| (.+) \|$/gm)].map(([, kind, level, why]) => [kind, level, why]);
  expect(listed).toEqual(Object.entries(CHANGE_KINDS).map(([kind, [level, why]]) => [kind, level, why]));
});
