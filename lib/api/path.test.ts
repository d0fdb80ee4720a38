import { describe, expect, it } from "vitest";
import { declaredPath, matchPath } from "#lib/api/path.ts";
import { isInterfacePath, routesAt } from "#lib/api/routes.ts";

describe("the path of a route", () => {
  it("fits its template part by part and gives its parameters decoded", () => {
    expect(matchPath("/datasets/{name}/rows", "/datasets/sales%2Eorders/rows")).toEqual({ name: "sales.orders" });
    expect(matchPath("/datasets/{name}", "/datasets/%zz")).toEqual({ name: "%zz" });
    expect(matchPath("/health/live", "/health/live")).toEqual({});
  });

  it.each(["/datasets", "/datasets/", "/datasets/a/b", "/Datasets/a", "datasets/a"])("%j does not fit /datasets/{name}", (path) => {
    expect(matchPath("/datasets/{name}", path)).toBeUndefined();
  });

  it("leads to one route at most", () => {
    for (const path of ["/api/v1/datasets/orders/export.csv", "/v1/orders", "/export/orders", "/openapi.json", "/api/v1/search"])
      expect(routesAt(path, { test: false }), path).toHaveLength(1);
    expect(routesAt("/api/v1/nothing", { test: true })).toEqual([]);
  });

  it("may have a shorter spelling", () => {
    expect(declaredPath("/datasets/a%2Eb.jsonld")).toBe("/datasets/a%2Eb/dataset.jsonld");
    expect(declaredPath("/datasets/a.jsonld?x=/b.jsonld")).toBe("/datasets/a/dataset.jsonld?x=/b.jsonld");
    for (const path of ["/datasets/a/b.jsonld", "/datasets/a", "/catalog.jsonld"]) expect(declaredPath(path)).toBe(path);
  });

  it("of the routes for tests leads nowhere outside tests", () => {
    expect(routesAt("/api/v1/test/tokens", { test: false })).toEqual([]);
    expect(routesAt("/api/v1/test/tokens", { test: true })).toHaveLength(1);
  });

  it("is told from a page's", () => {
    for (const path of [
      "/api",
      "/api/x",
      "/v1/orders",
      "/export/x",
      "/health/live",
      "/openapi.json",
      "/schema/v1/catalog.json",
      "/feed.atom",
      "/datasets/a.b/feed.atom",
      "/catalog.jsonld",
      "/data.json",
      "/datasets/a.b.jsonld",
      "/datasets/a/dataset.jsonld",
    ])
      expect(isInterfacePath(path), path).toBe(true);
    for (const path of [
      "/",
      "/datasets/api",
      "/apiary",
      "/exports",
      "/schemas",
      "/openapi.jsonx",
      "/docs/api",
      "/x/feed.atom",
      "/datasets/feed.atom",
      "/datasets/jsonld",
      "/x/data.json",
      "/datasets/feed.atom.x",
    ])
      expect(isInterfacePath(path), path).toBe(false);
  });
});
