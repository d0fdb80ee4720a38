import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { PROBLEMS } from "#lib/contract/problem.ts";
import { parseTexts } from "#lib/contract/testing.ts";

/** For tests: parses texts, and throws where an answer is not as every answer has to be. @returns how many errors `m.yaml` has */
export function expectSane(texts: Readonly<Record<string, string>>): number {
  const { catalog, problems } = parseTexts(texts, { docs: () => "# x", maxDatasets: 50 });
  for (const { code, position, message } of problems) {
    if (!(code in PROBLEMS) || !(position.file in texts) || position.line < 1 || position.column < 1 || message === "")
      throw new Error(JSON.stringify({ code, position, message }));
  }
  for (const contract of catalog.datasets) {
    if (!/^[a-z][a-z0-9_.]*$/.test(contract.name) || !/^[0-9a-f]{64}$/.test(contract.hash)) throw new Error(contract.name);
  }
  // What goes on from here is stored as JSON: nothing may be lost on the way, and no text may be refused by a database.
  const json = JSON.stringify(catalog);
  if (!isDeepStrictEqual(JSON.parse(json), catalog)) throw new Error(`lost on the way: ${json}`);
  expect(json.isWellFormed() && !json.includes("\\u0000") && !json.includes("\\ud800")).toBe(true);
  expect(Object.keys(Object.prototype)).toEqual([]);
  return problems.filter(({ level, position }) => level === "error" && position.file === "m.yaml").length;
}
