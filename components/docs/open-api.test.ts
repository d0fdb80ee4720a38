import { expect, test } from "vitest";
import { readOpenApi } from "#components/docs/open-api.ts";

const DOCUMENT = {
  openapi: "3.1.1",
  info: { title: "Touchstone", version: "1", description: "All routes." },
  paths: {
    "/api/v1/datasets/{name}/rows": {
      parameters: [{ $ref: "#/components/parameters/name" }],
      get: {
        operationId: "listRows",
        summary: "Rows",
        tags: ["Data"],
        parameters: [{ name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 1000, default: 50 } }],
        responses: {
          200: { description: "Rows", content: { "application/json": {}, "text/csv": {} } },
          404: { $ref: "#/components/responses/404" },
        },
      },
    },
  },
  components: {
    parameters: { name: { name: "name", in: "path", required: true, description: "Name of the dataset", schema: { type: "string" } } },
    responses: { 404: { description: "Not found", content: { "application/problem+json": {} } } },
  },
};

test("each operation of the document is read with the parameters of its path", () => {
  const { operations } = readOpenApi(DOCUMENT);
  expect(operations).toHaveLength(1);
  expect(operations[0]).toMatchObject({ id: "listRows", method: "GET", group: "Data", title: "Rows" });
  expect(operations[0]?.parameters).toEqual([
    { name: "name", place: "path", required: true, description: "Name of the dataset", takes: "string" },
    { name: "limit", place: "query", required: false, description: "", takes: "integer 1–1000, default 50" },
  ]);
});

test("references to answers are followed", () => {
  expect(readOpenApi(DOCUMENT).operations[0]?.answers).toEqual([
    { status: "200", description: "Rows", types: ["application/json", "text/csv"] },
    { status: "404", description: "Not found", types: ["application/problem+json"] },
  ]);
});

test("a reference that leads round in a circle ends", () => {
  const circle = { ...DOCUMENT, components: { ...DOCUMENT.components, parameters: { name: { $ref: "#/components/parameters/name" } } } };
  expect(readOpenApi(circle).operations[0]?.parameters.map(({ name }) => name)).toEqual(["limit"]);
});

test("an answer that every operation gives is told once", () => {
  const get = DOCUMENT.paths["/api/v1/datasets/{name}/rows"].get;
  const { common, operations } = readOpenApi({ ...DOCUMENT, paths: { "/a": { get: { ...get, operationId: "a" } }, "/b": { get } } });
  expect(common.map(({ status }) => status)).toEqual(["404"]);
  expect(operations.flatMap(({ answers }) => answers.map(({ status }) => status))).toEqual(["200", "200"]);
});
