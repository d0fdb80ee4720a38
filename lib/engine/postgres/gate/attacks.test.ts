import { afterAll, expect, test } from "vitest";
import { ATTACKS, PASSED } from "#lib/engine/postgres/gate/attacks.ts";
import { Gate } from "#lib/engine/postgres/gate/gate.ts";

const gate = new Gate();
afterAll(() => gate.close());

test.for(ATTACKS)("refuses %s", async ([text, reason]) => {
  expect(await gate.read(text)).toMatchObject({ kind: "refused", reason: expect.stringMatching(reason), syntax: false });
});

test.for(PASSED)("passes %s", async (text) => {
  expect(await gate.read(text)).toMatchObject({ kind: "passed" });
});
