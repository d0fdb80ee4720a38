import { expect, it } from "vitest";
import { staleReasons } from "#lib/catalog/stale-reasons.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { contractOf } from "#lib/store/fixture.ts";
import type { DatasetRecord, PublishedDataset } from "#lib/store/store.ts";

const scope = scopeOf(ANONYMOUS);
const contract = contractOf({ name: "orders", position: { file: "a.yaml", line: 3, column: 5 } });
const problem = (message: string): Problem => ({
  ...{ code: "TS-YAML-001", level: "error", position: { file: "a.yaml", line: 7, column: 2 }, message, hint: null, dataset: null },
});

/** `salaries` is hidden from the reader. */
async function reasons(problems: readonly Problem[], { stale = true, beside = ["orders"] } = {}): Promise<readonly string[]> {
  const store = {
    problemsOf: async () => problems,
    published: async () => beside.map((name) => ({ id: name, name, file: "a.yaml" }) as PublishedDataset),
    datasetsById: async (_scope: unknown, ids: readonly string[]) => ids.filter((id) => id !== "salaries").map(() => ({}) as DatasetRecord),
    hiddenNames: async (_scope: unknown, names: readonly string[]) => new Set(names.filter((name) => name === "salaries")),
  };
  const found = await staleReasons(store, scope, { staleSince: stale ? new Date() : null, contract });
  return found.map(({ message }) => message);
}

it("are the errors of the file", async () => {
  expect(await reasons([problem("A bracket is not closed.")])).toEqual(["A bracket is not closed."]);
});

it("are none while the file is fine", async () => {
  expect(await reasons([problem("A bracket is not closed.")], { stale: false })).toEqual([]);
});

it("leave out what names a dataset that the reader may not know of", async () => {
  expect(await reasons([problem("Salaries is there twice."), problem("A bracket is not closed.")])).toEqual(["A bracket is not closed."]);
});

it("are none for a reader who may not know of everything in that file", async () => {
  expect(await reasons([problem("A bracket is not closed.")], { beside: ["orders", "salaries"] })).toEqual([]);
});
