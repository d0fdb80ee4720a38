import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery } from "#lib/api/query.ts";
import { listDatasets } from "#lib/api/routes/catalog.ts";
import { exportRoutes } from "#lib/api/routes/exports.ts";
import { ROUTES } from "#lib/api/routes.ts";
import { isAppError } from "#lib/errors.ts";

const parse = (query: string) => parseQuery(listDatasets.query, query);

describe("a query string", () => {
  it("takes defaults for what it does not say", () => {
    expect(parse("")).toEqual({ sort: "name", limit: 50 });
    expect(parseQuery(exportRoutes.csv.query, "").safe).toBe(false);
  });

  it("takes several values of a filter, repeated or with commas, each once", () => {
    expect(parse("domain=a&domain=b,a&tier=1,2")).toMatchObject({ domain: ["a", "b"], tier: ["1", "2"] });
  });

  it("names every unknown parameter with the nearest one", () => {
    expect(() => parse("limt=3&sorts=name&zzzzz=1")).toThrow(
      expect.objectContaining({
        code: "TS-API-004",
        message: expect.stringContaining("'limt' is not a parameter; did you mean 'limit'?"),
        details: [
          { path: "query.limt", message: "unknown" },
          { path: "query.sorts", message: "unknown" },
          { path: "query.zzzzz", message: "unknown" },
        ],
      }),
    );
  });

  it.each([
    ["limit=0", "query.limit"],
    ["limit=1001", "query.limit"],
    ["limit=1.5", "query.limit"],
    ["limit=0x10", "query.limit"],
    ["limit=", "query.limit"],
    ["limit= 5", "query.limit"],
    ["limit=5&limit=6", "query.limit"],
    ["sort=size", "query.sort"],
    ["tier=5", "query.tier"],
    ["tier=1,", "query.tier"],
    ["cursor=", "query.cursor"],
    ["tag=%00", "query.tag"],
    [`tag=${Array.from({ length: 51 }, (_, index) => index).join(",")}`, "query.tag"],
  ])("refuses %j", (query, path) => {
    expect(() => parse(query)).toThrow(
      expect.objectContaining({ code: "TS-API-003", details: expect.arrayContaining([expect.objectContaining({ path })]) }),
    );
  });

  it("is understood or refused, but never breaks anything, whatever is in it", () => {
    const name = fc.oneof(fc.constantFrom("limit", "domain", "cursor", "__proto__", "constructor", "toString"), fc.string());
    fc.assert(
      fc.property(fc.constantFrom(...ROUTES), fc.array(fc.tuple(name, fc.string()), { maxLength: 5 }), ({ query }, pairs) => {
        try {
          parseQuery(query, new URLSearchParams(pairs).toString());
        } catch (error) {
          expect(isAppError(error)).toBe(true);
        }
      }),
    );
  });
});
