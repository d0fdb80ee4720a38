import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseDoc } from "#lib/contract/doc.ts";
import { COMPONENT_NAMES, ELEMENT_NAMES, findRule } from "#lib/contract/doc-elements.ts";

const guide = readFileSync(new URL("../../docs/documents.md", import.meta.url), "utf8");
const examples = [...guide.matchAll(/^(`{3,})mdx\n([\s\S]*?)\n\1$/gm)].map(([, , text = ""]) => text);
const rows = [...guide.matchAll(/^\| `(.+)` \| (error|warning) \| (.+) \|$/gm)].map(([, text = "", level = "", says = ""]) => ({
  text,
  level,
  says,
}));

describe("the guide to documents is true", () => {
  it("its examples have no problem", () => {
    expect(examples.length).toBeGreaterThan(3);
    for (const text of examples) expect(parseDoc("guide.mdx", text).problems, text).toEqual([]);
  });

  it("its examples show every component", () => {
    for (const name of COMPONENT_NAMES) expect(examples.join("\n")).toContain(`<${name}`);
  });

  it.each(rows)("refuses $text as it says", ({ text, level, says }) => {
    const { problems } = parseDoc("guide.mdx", text);
    expect(problems.map((problem) => [problem.level, problem.message.replaceAll("`", "")])).toEqual([
      [level, expect.stringContaining(says)],
    ]);
  });

  it("names every HTML element and attribute that is taken", () => {
    const list = /^HTML tags for[\s\S]*?\n\n/m.exec(guide)?.[0] ?? "";
    for (const name of ELEMENT_NAMES.filter((tag) => !/^h[2-5]$/.test(tag))) {
      expect(list).toContain(`\`${name}\``);
      for (const attribute of findRule(name)?.attributes ?? []) expect(list).toContain(`\`${attribute}\``);
    }
  });
});
