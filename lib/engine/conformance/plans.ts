/** What a plan may show: the reader's own statement. What a source puts in the place of a table is its owner's. */
import { expect, test } from "vitest";
import { askerOf, bind, type StatementHarness } from "#lib/engine/conformance/statement.ts";
import { limits } from "#lib/engine/conformance.ts";

export function plansHideSources({ viewOf, ...harness }: StatementHarness): void {
  const { guard, run } = askerOf(harness);

  test.skipIf(viewOf === undefined)("over a view of the source's own says nothing of what stands in the view", async () => {
    const table = await harness.relationOf("SELECT i::BIGINT AS id, 'tenant-' || (i % 3) AS tenant FROM range(30) t(i)");
    const view = await viewOf?.(table, "tenant = 'tenant-1'");
    if (view === undefined) throw new Error("there is no view");
    const datasets = [bind("mine", view, { id: null })];
    expect((await run("SELECT count(*) AS n FROM mine", datasets)).rows).toEqual([[10]]);
    const plan = await harness.engine().explain(guard("SELECT id, count(*) AS n FROM mine WHERE id > 3 GROUP BY id", datasets), limits());
    expect(plan).toMatch(/aggregate|group/i);
    expect(plan).not.toMatch(/tenant|rows=|\bid\b/);
    expect(plan).not.toContain(table.kind === "table" ? table.path.at(-1) : table.paths[0]);
  });
}
