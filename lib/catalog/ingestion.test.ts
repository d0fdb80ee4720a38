import { describe, expect, it } from "vitest";
import { ingestionView } from "#lib/catalog/ingestion.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { type Actor, ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import { scopeOf } from "#lib/policy/scope.ts";
import type { Ingestion, PublishedDataset } from "#lib/store/store.ts";

const published = (id: string, name: string, file: string): PublishedDataset => ({
  id,
  name,
  file,
  hash: id,
  aliases: [],
  fingerprint: id,
  stale: false,
});
const problem = (file: string, message: string, dataset: string | null = null): Problem => ({
  code: "TS-LINK-001",
  level: "warning",
  position: { file, line: 1, column: 1 },
  message,
  hint: null,
  dataset,
});
const RUN: Ingestion = {
  id: "1",
  startedAt: new Date(0),
  finishedAt: new Date(400),
  publisher: "folder",
  commit: null,
  revision: 1,
  files: 2,
  added: 2,
  changed: 0,
  removed: 0,
  kept: 0,
  unchanged: 0,
  errors: 0,
  warnings: 3,
  notes: 0,
};

/** Two datasets, of which anonymous readers see the first. */
function storeWith(problems: readonly Problem[]): Parameters<typeof ingestionView>[0] {
  const datasets = [published("1", "orders", "commerce.yaml"), published("2", "salary_costs", "finance.yaml")];
  const store = {
    state: async () => ({ revision: 1 }),
    vocabulary: async () => ({ policy: { defaultVisibility: null } }),
    problems: async () => problems,
    ingestions: async () => [RUN],
    published: async () => datasets,
    datasetsById: async (scope: { audience: unknown }, ids: readonly string[]) =>
      datasets.filter(({ id }) => ids.includes(id) && (scope.audience === "all" || id === "1")),
  };
  // Only what the use case calls; anything else would fail the test.
  return store as unknown as Parameters<typeof ingestionView>[0];
}

describe("problems of catalog files", () => {
  const all = [
    problem("commerce.yaml", "The owner 'shop' is not defined.", "orders"),
    problem("finance.yaml", "Something about the file.", null),
    problem("commerce.yaml", "There is no dataset 'salary'. Did you mean 'salary-costs'?", "orders"),
    problem("new.yaml", "A column is not understood.", "brand_new"),
  ];

  it("tell nobody of a dataset that they may not know of: not by file, not by name, not by count", async () => {
    const view = await ingestionView(storeWith(all), scopeOf(ANONYMOUS));
    expect(view.problems.map(({ file, dataset }) => [file, dataset])).toEqual([
      ["commerce.yaml", "orders"],
      ["new.yaml", "brand_new"],
    ]);
    expect(JSON.stringify(view)).not.toMatch(/salary|finance/);
    expect(view.runs[0]?.counts).toBeNull();
    expect(view.partial).toBe(true);
  });

  it.each<[string, Actor]>([
    ["an administrator", { kind: "token", id: "a", name: "admin", admin: true, groups: [] }],
    ["the app itself", SYSTEM],
  ])("are all shown to %s", async (_who, actor) => {
    const view = await ingestionView(storeWith(all), scopeOf(actor));
    expect(view.problems).toHaveLength(4);
    expect(view.runs[0]?.counts).toMatchObject({ added: 2 });
    expect(view.partial).toBe(false);
  });
});
