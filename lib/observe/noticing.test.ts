import { beforeEach, expect, test, vi } from "vitest";
import { type Noticed, Noticing } from "#lib/observe/noticing.ts";
import type { EvidenceHead } from "#lib/store/evidence.ts";
import { contractOf } from "#lib/store/fixture.ts";

const inSource = (name: string, source: string) => contractOf({ name, source: { source, relation: name, files: null } });
const orders = inSource("orders", "lake");
const stock = inSource("stock", "slow");

let heads: Map<string, EvidenceHead>;
let versions: Record<string, string | null>;
let missing: Set<string>;
let noticed: Noticed[];
let seen: string[];
let errors: string[];
let due: string[];
/** Of the source that is slow; resolves when it answers. */
let slow: Promise<void>;

const headOf = (id: string, contract: { readonly hash: string }, sourceVersion: string | null): EvidenceHead => ({
  ...{ datasetId: id, revision: 1, sourceVersion, contractHash: contract.hash },
  ...{ observedAt: "2026-11-01T00:00:00.000Z", lastSeenAt: "2026-11-01T00:00:00.000Z" },
});

const noticing = () =>
  new Noticing({
    subjects: {
      all: async () => [
        { id: "orders", contract: orders },
        { id: "stock", contract: stock },
      ],
      resolve: async ({ name }) =>
        missing.has(name)
          ? { kind: "missing", reason: "gone" }
          : {
              kind: "found",
              relation: {
                kind: "files",
                source: name === "orders" ? "lake" : "slow",
                format: "parquet",
                paths: [name],
                version: name,
                columnTypes: {},
              },
              watched: null,
            },
    },
    engine: {
      probe: async (relations) => {
        const [first] = relations;
        if (first?.kind === "files" && first.source === "slow") await slow;
        return relations.map((relation) => {
          const version = relation.kind === "files" ? (versions[relation.version] ?? null) : null;
          return version === null ? null : { version, changedAt: null };
        });
      },
    },
    evidence: {
      heads: async () => heads,
      seen: async (ids) => {
        seen.push(...ids);
      },
      due: async () => due,
    },
    now: () => new Date("2026-11-01T06:00:00Z"),
    onNoticed: async (each) => {
      noticed.push(each);
    },
    onError: (source) => errors.push(source),
  });

beforeEach(() => {
  heads = new Map([
    ["orders", headOf("orders", orders, "1")],
    ["stock", headOf("stock", stock, "1")],
  ]);
  versions = { orders: "1", stock: "1" };
  missing = new Set();
  [noticed, seen, errors, due] = [[], [], [], []];
  slow = Promise.resolve();
});

test("what is as it was is only said to have been seen", async () => {
  await noticing().round();
  expect(noticed).toEqual([]);
  expect(seen.sort()).toEqual(["orders", "stock"]);
});

test.each<[string, () => void, Noticed["trigger"]]>([
  ["a changed version", () => (versions["orders"] = "2"), "version"],
  ["a contract that changed", () => heads.set("orders", headOf("orders", { hash: "older" }, "1")), "contract"],
  ["a dataset that nobody looked at", () => heads.delete("orders"), "first"],
  ["data that are gone", () => missing.add("orders"), "version"],
])("%s is noticed", async (_, change, trigger) => {
  change();
  await noticing().round();
  expect(noticed).toEqual([{ datasetId: "orders", sourceId: "lake", trigger }]);
});

test("a source that tells no version is left to its schedule", async () => {
  versions["orders"] = null;
  await noticing().round();
  expect([noticed, seen]).toEqual([[], ["stock"]]);
});

test("a slow source holds up nobody, and is not asked again before it answers", async () => {
  const answer = Promise.withResolvers<void>();
  slow = answer.promise;
  const both = noticing();
  const first = both.round();
  await vi.waitFor(() => expect(seen).toEqual(["orders"]));
  versions["orders"] = "2";
  await both.round();
  expect(noticed.map(({ datasetId }) => datasetId)).toContain("orders");
  expect(seen).not.toContain("stock");
  answer.resolve();
  await first;
  expect(seen.filter((id) => id === "stock")).toEqual(["stock"]);
});

test("a source that fails is told of, and the others go on", async () => {
  slow = Promise.reject(new Error("down"));
  versions["orders"] = "2";
  await noticing().round();
  expect(errors).toEqual(["slow"]);
  expect(noticed).toHaveLength(1);
});

test("datasets whose hour has come are noticed with their source", async () => {
  due = ["stock"];
  expect(await noticing().due()).toBe(1);
  expect(noticed).toEqual([{ datasetId: "stock", sourceId: "slow", trigger: "schedule" }]);
});
