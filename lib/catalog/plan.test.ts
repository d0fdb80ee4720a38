import { describe, expect, it } from "vitest";
import { planCatalog } from "#lib/catalog/plan.ts";
import type { Catalog, DatasetContract } from "#lib/contract/contract.ts";
import type { Problem } from "#lib/contract/problem.ts";
import { contractOf } from "#lib/store/fixture.ts";
import type { DatasetChange, PublishedDataset } from "#lib/store/store.ts";

const catalogOf = (...datasets: DatasetContract[]): Catalog => ({
  title: null,
  datasets,
  terms: [],
  owners: [],
  domains: [],
  sources: [],
  metrics: [],
  policy: { defaultVisibility: null, attributes: [], classifications: {}, dimensionWeights: {}, adminGroups: [] },
  qualityReports: [],
});

/** What the store would hold after publishing this contract. */
function publishedAs(id: string, contract: DatasetContract): PublishedDataset {
  const { changes } = planCatalog({ published: [], catalog: catalogOf(contract), problems: [], unreadable: [], files: 1 });
  const put = changes[0];
  if (put?.op !== "put") throw new Error("expected a put");
  return {
    id,
    name: contract.name,
    hash: contract.hash,
    aliases: contract.aliases,
    fingerprint: put.fingerprint,
    stale: false,
    file: contract.position.file,
  };
}

const plan = (published: PublishedDataset[], datasets: DatasetContract[], problems: Problem[] = [], unreadable: string[] = []) =>
  planCatalog({ published, catalog: catalogOf(...datasets), problems, unreadable, files: 1 });
const brief = (changes: readonly DatasetChange[]) =>
  changes.map((change) => (change.op === "put" ? `${change.change.kind} ${change.contract.name}` : `${change.op} ${change.name}`));

const at = (file: string, line: number) => ({ file, line, column: 5 });
const orders = contractOf({ name: "orders", position: at("commerce.yaml", 3), hash: "a".repeat(64) });
const errorIn = (file: string, dataset: string | null = null): Problem => ({
  code: "TS-YAML-001",
  level: "error",
  position: { file, line: 1, column: 1 },
  message: "broken",
  hint: null,
  dataset,
});

describe("a plan", () => {
  it("adds what is new and says nothing about what is the same", () => {
    expect(brief(plan([], [orders]).changes)).toEqual(["added orders"]);
    const same = plan([publishedAs("1", orders)], [orders]);
    expect(same.changes).toEqual([]);
    expect(same.counts).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 1 });
  });

  it("changes what says something else, under the same id", () => {
    const { changes } = plan([publishedAs("1", orders)], [{ ...orders, hash: "b".repeat(64) }]);
    expect(changes).toMatchObject([{ op: "put", id: "1", change: { kind: "changed", renamedFrom: null } }]);
  });

  it("moves what says the same on another line, without a new version", () => {
    expect(brief(plan([publishedAs("1", orders)], [{ ...orders, position: at("commerce.yaml", 9) }]).changes)).toEqual(["moved orders"]);
  });

  it("removes what is gone from a file that is fine", () => {
    expect(brief(plan([publishedAs("1", orders)], []).changes)).toEqual(["remove orders"]);
  });

  it.each([
    ["its file is broken", [errorIn("commerce.yaml")], []],
    ["an error concerns it, in whatever file", [errorIn("other.yaml", "Orders")], []],
    ["its file cannot be read", [], ["commerce.yaml"]],
  ])("keeps the last good version when %s", (_case, problems, unreadable) => {
    expect(brief(plan([publishedAs("1", orders)], [], problems, unreadable).changes)).toEqual(["keep orders"]);
  });

  it("keeps everything below a folder that cannot be read", () => {
    const deep = contractOf({ name: "deep", position: at("team/a/deep.yaml", 1) });
    expect(brief(plan([publishedAs("1", deep)], [], [], ["team/"]).changes)).toEqual(["keep deep"]);
    expect(brief(plan([publishedAs("1", deep)], [], [], ["tea/"]).changes)).toEqual(["remove deep"]);
  });

  it("publishes a mended dataset again, though its text is what it was before it broke", () => {
    expect(brief(plan([{ ...publishedAs("1", orders), stale: true }], [orders]).changes)).toEqual(["moved orders"]);
  });

  it("keeps the id through a rename that lists the old name as an alias", () => {
    const renamed = contractOf({ name: "sales_orders", aliases: ["orders"], position: at("commerce.yaml", 3), hash: "c".repeat(64) });
    const { changes } = plan([publishedAs("1", orders)], [renamed]);
    expect(changes).toMatchObject([{ op: "put", id: "1", change: { kind: "changed", renamedFrom: "orders" } }]);
  });

  it("does not take the id of a dataset that is still there", () => {
    const other = contractOf({ name: "sales_orders", aliases: ["orders"], position: at("commerce.yaml", 30) });
    expect(brief(plan([publishedAs("1", orders)], [orders, other]).changes)).toEqual(["added sales_orders"]);
  });
});
