import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseColumnShorthand } from "#lib/contract/column-shorthand.ts";
import { parseFreshness } from "#lib/contract/freshness-grammar.ts";
import { parseCatalog } from "#lib/contract/parse-catalog.ts";
import { catalogJsonSchema } from "#lib/contract/schema/json-schema.ts";
import { parseSla } from "#lib/contract/sla-grammar.ts";

const TEXT = readFileSync(new URL("catalog-files.md", import.meta.url), "utf8");

/** Rows of the table whose header begins with these words; escaped bars are part of a cell. */
function rowsBelow(header: string): string[][] {
  const lines = TEXT.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim().replaceAll("\\|", "|").replace(/^`|`$/g, "")),
  );
}

describe("the description of catalog files", () => {
  const examples = [...TEXT.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = ""]) => text);

  it.each(examples.map((text, index) => [index + 1, text] as const))("example %i has no errors, and no unknown key", (_, text) => {
    const { problems } = parseCatalog([{ path: "x.yaml", text }], {
      docs: () => null,
      parseDoc: () => ({ doc: null, problems: [] }),
      defaultVisibility: "everyone",
    });
    expect(problems.filter(({ level, code }) => level === "error" || code === "TS-SPEC-001")).toEqual([]);
  });

  it.each(rowsBelow("freshness"))("freshness %s is %s seconds", (text, seconds) => {
    expect(parseFreshness(text)).toEqual({ ok: true, maxAgeSeconds: Number(seconds) });
  });

  it.each(rowsBelow("SLA"))("the SLA %s is read as the table says", (text, by, timezone, every, on) => {
    const said = (cell: string | undefined) => (cell === "" ? null : cell);
    expect(parseSla(text)).toMatchObject({ ok: true, by: said(by), timezone: said(timezone), every, on: said(on)?.split(" ") ?? null });
  });

  it.each(rowsBelow("short form"))("the short form %s is understood", (text) => {
    const reading = parseColumnShorthand(text);
    expect(reading.ok && reading.unknown).toEqual([]);
  });

  it("names every key that a file may have", () => {
    const keys = new Set<string>();
    JSON.stringify(catalogJsonSchema(), (key, value: unknown) => {
      if (key === "properties" && typeof value === "object" && value !== null) for (const name of Object.keys(value)) keys.add(name);
      return value;
    });
    expect(keys.size).toBeGreaterThan(80);
    expect([...keys].filter((name) => !new RegExp(`\\b${name}\\b`).test(TEXT))).toEqual([]);
  });

  it("finds its own tables", () => {
    expect(["freshness", "SLA", "short form"].map((header) => rowsBelow(header).length)).toEqual([10, 7, 10]);
    expect(examples.length).toBeGreaterThan(5);
  });
});
