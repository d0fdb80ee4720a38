import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ROUTES } from "#lib/api/routes.ts";
import { ERRORS } from "#lib/errors.ts";
import { dataRoute } from "#lib/server/data-routes.ts";
import { isIntakeRoute } from "#lib/server/intake/intake-routes.ts";
import { isLimitsRoute } from "#lib/server/limits-answer.ts";
import { isCatalogRoute } from "#lib/server/publish/catalog-routes.ts";
import { isQueryRoute } from "#lib/server/query/query-answer.ts";

const root = resolve(import.meta.dirname, "../..");

describe("routes", () => {
  it("are declared and have a file, or are answered by the front: neither without the other", () => {
    const files = globSync("app/**/route.ts", { cwd: root }).map((file) =>
      file
        .replace(/^app/, "")
        .replace(/\/route\.ts$/, "")
        .replaceAll(/\[(\w+)\]/g, "{$1}"),
    );
    const byFramework = ROUTES.filter(({ servedBy }) => servedBy === "framework").map(({ path }) => path);
    expect(files.sort()).toEqual([...new Set(byFramework)].sort());
    const isOther = (path: string) =>
      isCatalogRoute(path) || isIntakeRoute(path) || isQueryRoute(path) || isLimitsRoute({ path, header: () => null });
    for (const { path, servedBy } of ROUTES)
      expect(isOther(path) || dataRoute(path.replaceAll(/\{\w+\}/g, "x")) !== undefined, path).toBe(servedBy === "front");
  });

  it("export a handler for the method that they declare, with that declaration", () => {
    for (const { id, path, method, servedBy } of ROUTES) {
      if (servedBy === "front") continue;
      const source = readFileSync(`${root}/app${path.replaceAll(/\{(\w+)\}/g, "[$1]")}/route.ts`, "utf8");
      expect(source, path).toContain(`export const ${method} = route(${id}`);
    }
  });

  it("have ids of their own", () => {
    expect(new Set(ROUTES.map(({ id }) => id)).size).toBe(ROUTES.length);
  });

  it("and everything around them use only error codes that exist", () => {
    const used = globSync(["lib/{api,catalog,server,query}/**/*.ts", "app/**/*.ts"], { cwd: root })
      .filter((file) => !file.includes(".test."))
      .flatMap(
        (file) => readFileSync(resolve(root, file), "utf8").match(/\bTS-(?:API|AUTH|ACCESS|CATALOG|DATA|PUSH|SERVER|START)-\w+/g) ?? [],
      );
    expect(used.length).toBeGreaterThan(10);
    for (const code of used) expect(Object.keys(ERRORS)).toContain(code);
  });
});
