import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "#lib/cli/touchstone.ts";

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const folders = (path: string) =>
  readdirSync(new URL(`../${path}`, import.meta.url), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

describe("documentation and code say the same", () => {
  it("the README's map names the folders of lib, and no other", () => {
    const map = /## Map\n\n```\n([\s\S]*?)```/.exec(read("README.md"))?.[1] ?? "";
    const named = [...map.matchAll(/^ {2}([a-z]+)\/ /gm)].map(([, name]) => name).sort();
    expect(named).toEqual(folders("lib"));
  });

  it("every npm script is described, and every described one exists", () => {
    const scripts = Object.keys(JSON.parse(read("package.json")).scripts).sort();
    const named = [...read("docs/command-line.md").matchAll(/^\| `npm (?:run )?([a-z:]+)`/gm)].map(([, name]) => name).sort();
    expect(named).toEqual(scripts);
  });

  it.each(Object.entries(COMMANDS))("touchstone %s and each of its options are described", async (name, load) => {
    const { help } = await load();
    const section = new RegExp(`## touchstone ${name}\n([\\s\\S]*?)(?=\n## |$)`).exec(read("docs/command-line.md"))?.[1] ?? "";
    expect(section).not.toBe("");
    for (const [option] of help.matchAll(/--[a-z-]+/g)) expect(section, option).toContain(option);
  });

  it("links between documents lead somewhere", () => {
    const documents = [
      "README.md",
      ...readdirSync(new URL(".", import.meta.url))
        .filter((file) => file.endsWith(".md"))
        .map((file) => `docs/${file}`),
    ];
    for (const document of documents) {
      for (const [, target = ""] of read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        const path = new URL(target, new URL(`../${document}`, import.meta.url));
        expect(existsSync(path), `${document} → ${target}`).toBe(true);
      }
    }
  });

  it("decisions are numbered without gaps", () => {
    const numbers = readdirSync(new URL("decisions/", import.meta.url)).map((file) => Number(file.slice(0, 3)));
    expect(numbers.sort((a, b) => a - b)).toEqual(numbers.map((_, index) => index + 1));
  });
});
