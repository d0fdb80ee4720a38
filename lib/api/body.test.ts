import { expect, test } from "vitest";
import { z } from "zod";
import { parseBody } from "#lib/api/body.ts";
import { queryBodySchema } from "#lib/api/schemas/query.ts";
import type { AppError } from "#lib/errors.ts";

function refusalOf(text: string): Pick<AppError, "code" | "message" | "details"> {
  try {
    parseBody(queryBodySchema, text);
  } catch (error) {
    const { code, message, details } = error as AppError;
    return { code, message, details };
  }
  throw new Error("it was not refused");
}

test("a body is what its schema makes of it", () => {
  expect(parseBody(z.strictObject({ a: z.number().default(1) }), "{}")).toEqual({ a: 1 });
  expect(parseBody(queryBodySchema, '{"sql":"SELECT ?","params":["a",1.5,null,true]}')).toEqual({
    sql: "SELECT ?",
    params: ["a", 1.5, null, true],
  });
});

test.for([
  ["", "TS-API-001", "The body of this request is not valid JSON."],
  ['{"sql":', "TS-API-001", "The body of this request is not valid JSON."],
  ["[]", "TS-API-003", "The body must be a JSON object."],
  ["null", "TS-API-003", "The body must be a JSON object."],
  ["{}", "TS-API-003", "sql must be text."],
  ['{"sql":1}', "TS-API-003", "sql must be text."],
  ['{"sql":"SELECT 1","limt":3}', "TS-API-004", "'limt' is not a key of this body; did you mean 'limit'?"],
  ['{"sql":"SELECT 1","zzzzzz":3}', "TS-API-004", "'zzzzzz' is not a key of this body. It takes sql, params, limit, format."],
  ['{"sql":"SELECT 1","limit":0}', "TS-API-003", "limit must be at least 1."],
  ['{"sql":"SELECT 1","limit":1.5}', "TS-API-003", "limit must be a whole number."],
  ['{"sql":"SELECT 1","format":"pdf"}', "TS-API-003", "format must be one of json, csv, ndjson, arrow, parquet, xlsx."],
  ['{"sql":"SELECT 1","params":{"a":1}}', "TS-API-003", "params must be a list."],
  ['{"sql":"SELECT 1","params":[[1]]}', "TS-API-003", "params.0 must be text, a number, true, false or null."],
  // As a number it would have become 9007199254740992 on the way.
  ['{"sql":"SELECT 1","params":[9007199254740993]}', "TS-API-003", "params.0 is beyond 2^53"],
] as const)("the body %s is refused", ([text, code, message]) => {
  const refusal = refusalOf(text);
  expect([refusal.code, refusal.message]).toEqual([code, expect.stringContaining(message)]);
});

test("the place of each fault is told", () => {
  expect(refusalOf('{"sql":"","params":[1,[]]}').details.map(({ path }) => path)).toEqual(["body.sql", "body.params.1"]);
});
