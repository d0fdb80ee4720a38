import { expect, it } from "vitest";
import { intakeView } from "#lib/observe/intake-view.ts";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import { contractOf } from "#lib/store/fixture.ts";
import { openMemoryIntake } from "#lib/store/memory/intake.ts";

const AT = "2026-11-30T00:00:00.000Z";
const admin = scopeOf({ kind: "token", id: "1", name: "root", admin: true, groups: [] });

async function opened(count: number) {
  const intake = openMemoryIntake();
  const common = { tool: "dbt", kind: "run_results", tokenId: "t", tokenName: "robot", grants: [], receivedAt: AT } as const;
  for (let index = 0; index < count; index += 1)
    await intake.put([{ ...common, id: `id-${100 + index}`, key: `${index}`, body: Buffer.from("{}") }]);
  const name = 'openlineage:pg/a "b"';
  await intake.addUnmatched([{ tool: "openlineage", name, tokenName: "robot" }], AT);
  await intake.addUnmatched([{ tool: "dbt", name: "dbt:model.shop.orders", tokenName: "robot" }], "2026-11-29T00:00:00.000Z");
  const all = [{ id: "1", contract: contractOf({ name: "orders", aliases: ["dbt:model.shop.orders"] }) }];
  return { intake, subjects: { all: async () => all } };
}

it("gives an unmatched name the line to paste, and the dataset that has it by now", async () => {
  expect((await intakeView(await opened(0), admin, null))?.unmatched.map(({ line, dataset }) => [line, dataset])).toEqual([
    ['- "openlineage:pg/a \\"b\\""', null],
    ['- "dbt:model.shop.orders"', "orders"],
  ]);
});

it("has pages of fifty", async () => {
  const parts = await opened(51);
  const first = await intakeView(parts, admin, null);
  expect([first?.artifacts.length, first?.next]).toEqual([50, "id-101"]);
  expect((await intakeView(parts, admin, "id-101"))?.artifacts.map(({ id }) => id)).toEqual(["id-100"]);
});

it("is for administrators alone", async () => {
  const parts = await opened(1);
  for (const scope of [scopeOf(ANONYMOUS), scopeOf({ kind: "token", id: "2", name: "x", admin: false, groups: ["finance"] })])
    expect(await intakeView(parts, scope, null)).toBeNull();
});
