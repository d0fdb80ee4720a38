import { describe, expect, it } from "vitest";
import { openApiDocument } from "#lib/api/openapi.ts";
import { ROUTES } from "#lib/api/routes.ts";

const document: unknown = JSON.parse(JSON.stringify(openApiDocument("https://data.example.com")));

function at(path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    document,
  );
}

function* referencesIn(value: unknown): Generator<string> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "$ref" && typeof inner === "string") yield inner;
    else yield* referencesIn(inner);
  }
}

describe("the OpenAPI document", () => {
  it("has every declared route but those for tests, each parameter and each problem", () => {
    for (const { path, method, id, query, params, filters, testOnly } of ROUTES) {
      const operation = at(["paths", path, method.toLowerCase()]);
      if (testOnly === true) {
        expect(operation).toBeUndefined();
        continue;
      }
      expect(operation).toMatchObject({
        operationId: id,
        responses: { "200": {}, "400": { content: { "application/problem+json": {} } } },
      });
      const parameters = at(["paths", path, method.toLowerCase(), "parameters"]) ?? [];
      const names = Array.isArray(parameters) ? parameters.map(({ name }: { name: string }) => name) : [];
      expect(names.sort(), path).toEqual(
        [...Object.keys(query.shape), ...Object.keys(params), ...(filters === true ? ["filters"] : [])].sort(),
      );
    }
  });

  it("points at nothing that is not in it", () => {
    const references = [...referencesIn(document)];
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references) expect(at(reference.replace(/^#\//, "").split("/")), reference).toBeDefined();
  });

  it("says what numbers and flags are, though they travel as text", () => {
    const parameters = at(["paths", "/api/v1/datasets", "get", "parameters"]);
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: "limit",
        schema: expect.objectContaining({ type: "integer", minimum: 1, maximum: 1000, default: 50 }),
      }),
    );
    expect(at(["paths", "/export/{name}", "get", "parameters"])).toContainEqual(
      expect.objectContaining({ name: "safe", schema: expect.objectContaining({ type: "boolean" }) }),
    );
  });

  it("names the place it was asked for", () => {
    expect(document).toMatchObject({ openapi: "3.1.0", servers: [{ url: "https://data.example.com" }] });
  });
});
