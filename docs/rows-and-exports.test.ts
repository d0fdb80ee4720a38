import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseFilteredQuery, parseQuery } from "#lib/api/query.ts";
import { routesAt } from "#lib/api/routes.ts";
import { parseFilters } from "#lib/query/filter-text.ts";

const text = readFileSync(new URL("rows-and-exports.md", import.meta.url), "utf8");
const commands = [...text.matchAll(/^ *curl .*$/gm)].map(([line]) => line.trim());

/** Address and query of a command, with what `-d` and `--data-urlencode` add. */
function askedBy(command: string): { method: string; path: string; query: string } {
  const url = new URL(/["'](http:[^"']+)["']/.exec(command)?.[1] ?? "");
  for (const [, quoted, bare] of command.matchAll(/ (?:-d|--data-urlencode) (?:'([^']*)'|(\S+))/g)) {
    const [name = "", ...value] = (quoted ?? bare ?? "").split("=");
    url.searchParams.append(name, value.join("="));
  }
  const query = url.search
    .slice(1)
    .replaceAll("%24id", "018f6c2e-0000-4000-8000-000000000000")
    .replaceAll("$id", "018f6c2e-0000-4000-8000-000000000000");
  return { method: / -X (\w+)/.exec(command)?.[1] ?? "GET", path: url.pathname, query };
}

describe("what is said about rows and exports", () => {
  it("has examples", () => {
    expect(commands.length).toBeGreaterThan(10);
  });

  it.each(commands)("%s is understood", (command) => {
    const { method, path, query } = askedBy(command);
    const route = routesAt(path, { test: false }).find((candidate) => candidate.method === method);
    if (route === undefined) throw new Error(`no route at ${method} ${path}`);
    if (route.filters !== true) return void parseQuery(route.query, query);
    const { filters } = parseFilteredQuery(route.query, query);
    parseFilters(filters, (name) => name);
  });

  it("names the limits that hold", () => {
    const refused = (query: [string, string][]) => () => parseFilters({ pairs: query, parameters: [] }, (name) => name);
    const many = (count: number) => Array.from({ length: count }, () => "1").join();
    expect(text).toContain("At most 100 conditions, 1,000 values in lists, 10 brackets in each other and 20,000 characters.");
    expect(refused([["a", `in.(${many(1_000)})`]])).not.toThrow();
    expect(refused([["a", `in.(${many(1_001)})`]])).toThrow("1000");
    expect(refused(Array.from({ length: 100 }, () => ["a", "eq.1"]))).not.toThrow();
    expect(refused(Array.from({ length: 101 }, () => ["a", "eq.1"]))).toThrow("100");
    expect(refused([["or", `${"(or".repeat(9)}(a.eq.1)${")".repeat(9)}`]])).not.toThrow();
    expect(refused([["or", `${"(or".repeat(10)}(a.eq.1)${")".repeat(10)}`]])).toThrow("10");
    expect(refused([["a", `eq.${"x".repeat(20_000)}`]])).toThrow("20000");
  });
});
