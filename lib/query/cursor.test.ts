import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError, isAppError } from "#lib/errors.ts";
import { type CursorContext, readCursor, writeCursor } from "#lib/query/cursor.ts";

const SECRET = "a secret for tests, long enough to be one";
const CONTEXT: CursorContext = { datasetId: "d1", scopeKey: "public", query: "[]" };

function failureOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test("a cursor gives back the place it was made from", () => {
  fc.assert(
    fc.property(
      fc.array(fc.option(fc.string({ unit: "binary", maxLength: 40 })), { maxLength: 20 }),
      fc.string({ maxLength: 64 }),
      (after, version) => {
        expect(readCursor(writeCursor({ version, after }, CONTEXT, SECRET), CONTEXT, SECRET)).toEqual({ version, after });
      },
    ),
  );
});

test("a cursor tells nothing of the values it holds and is another one each time", () => {
  const write = () => writeCursor({ version: "v", after: ["salary 4711"] }, CONTEXT, SECRET);
  expect(write()).not.toBe(write());
  expect(Buffer.from(write(), "base64url").toString("latin1")).not.toContain("4711");
});

test.for([{ datasetId: "d2" }, { scopeKey: "all" }, { query: "[1]" }] as const)(
  "a cursor of another dataset, reader or query does not open: %j",
  (change) => {
    const cursor = writeCursor({ version: "v", after: ["1"] }, CONTEXT, SECRET);
    expect(
      isAppError(
        failureOf(() => readCursor(cursor, { ...CONTEXT, ...change }, SECRET)),
        "TS-API-005",
      ),
    ).toBe(true);
  },
);

test("no changed or invented cursor opens", () => {
  const cursor = writeCursor({ version: "v", after: ["1", null] }, CONTEXT, SECRET);
  const bytes = Buffer.from(cursor, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(
      isAppError(
        failureOf(() => readCursor(changed.toString("base64url"), CONTEXT, SECRET)),
        "TS-API-005",
      ),
    ).toBe(true);
  }
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.base64String(),
        fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString("base64url")),
      ),
      (text) => {
        const failure = failureOf(() => readCursor(text, CONTEXT, SECRET));
        expect(failure).toBeInstanceOf(AppError);
      },
    ),
  );
  expect(
    isAppError(
      failureOf(() => readCursor("A".repeat(100_000), CONTEXT, SECRET)),
      "TS-API-005",
    ),
  ).toBe(true);
  expect(
    isAppError(
      failureOf(() => readCursor(cursor, CONTEXT, `${SECRET}!`)),
      "TS-API-005",
    ),
  ).toBe(true);
});

test("values too long for a URL are refused when the cursor is made", () => {
  expect(
    isAppError(
      failureOf(() => writeCursor({ version: "v", after: ["x".repeat(10_000)] }, CONTEXT, SECRET)),
      "TS-API-003",
    ),
  ).toBe(true);
});
