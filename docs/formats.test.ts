import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { declaredPath } from "#lib/api/path.ts";
import { ROUTES } from "#lib/api/routes.ts";
import { EXPORT_FORMATS } from "#lib/cli/export-format.ts";
import { contractToOdcs } from "#lib/contract/export/odcs.ts";
import { COLUMN_FIELDS, FIELDS } from "#lib/contract/odcs-extras.ts";
import { mustHave, parseOrders } from "#lib/contract/testing.ts";

const TEXT = readFileSync(new URL("formats.md", import.meta.url), "utf8");

/** The words in quotes of the first column of the table whose header begins so. */
function keysBelow(header: string): string[] {
  const lines = TEXT.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, key = ""]) => key));
}

describe("the description of formats", () => {
  it("says of every key of a dataset and of a column what it becomes in ODCS", () => {
    expect(keysBelow("in a catalog file").sort()).toEqual([...Object.keys(FIELDS), "schema"].sort());
    expect(keysBelow("of a column").sort()).toEqual([...Object.keys(COLUMN_FIELDS), "mask"].sort());
  });

  it("names as custom properties those that an export writes, and no others", () => {
    const contract = mustHave(
      parseOrders(
        "tier: 1\nterms: [x]\nreplaced_by: y\nmonitors: [{type: volume}]\nlineage: [z]\naliases: [o2]\ncustom: {a: 1}\nquality_score: 98%\naccess: {rows: a = 1}\nusage_examples: [{sql: SELECT 1}]\nsource: {source: s, files: a.csv}\nschema: [{a: {type: STRING, term: x, min: 1}}]",
      ),
    );
    const written = new Set(JSON.stringify(contractToOdcs(contract)).match(/touchstone\.\w+/g));
    const described = new Set(TEXT.match(/touchstone\.\w+/g));
    expect([...written].filter((name) => !described.has(name))).toEqual([]);
    const known = new Set([...Object.keys(FIELDS), ...Object.keys(COLUMN_FIELDS), "inferred", "name"].map((key) => `touchstone.${key}`));
    expect([...described].filter((name) => !known.has(name))).toEqual([]);
  });

  it("names every format of the command line, and only routes that exist", () => {
    for (const format of Object.keys(EXPORT_FORMATS)) expect(TEXT).toContain(`\`${format}\``);
    const paths = [...TEXT.matchAll(/`(\/[\w/{}.-]+)(?:\?format=\w+)?`/g)].map(([, path = ""]) => path);
    expect(paths.length).toBeGreaterThan(4);
    for (const path of paths) expect(ROUTES.map((route) => route.path)).toContain(declaredPath(path));
  });
});
