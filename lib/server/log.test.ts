import { expect, it } from "vitest";
import { describeError } from "#lib/server/log.ts";

it("tells an error's code, message and cause, and nothing that a library hangs on it", () => {
  const cause = Object.assign(new Error("connection lost"), { code: "57P01", client: { secretKey: 42, password: "hidden" } });
  const described = describeError(new Error("The database does not answer.", { cause }));
  expect(described).toMatchObject({ message: "The database does not answer.", cause: { code: "57P01", message: "connection lost" } });
  expect(JSON.stringify(described)).not.toMatch(/secretKey|hidden/);
});

it("takes whatever was thrown", () => {
  expect(describeError("gone")).toEqual({ message: "gone" });
});
