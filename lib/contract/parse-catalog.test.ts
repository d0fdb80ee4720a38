import { describe, expect, test } from "vitest";
import { mustHave, parseOrders, parseTexts, placesOf } from "#lib/contract/testing.ts";

const dataset = (name: string, more = "") =>
  `    ${name}:\n      description: About ${name}\n      owner: shop\n      schema: [{id: STRING (PK)}, {n: INT}]\n${more.replace(/^(?=.)/gm, "      ")}`;
const native = (...datasets: string[]) => `data_catalog:\n  datasets:\n${datasets.join("")}`;

describe("a catalog", () => {
  test("is the same bytes whatever the order of its files", () => {
    const texts = {
      "b.yaml": native(dataset("b"), dataset("a")),
      "a.yaml": native(dataset("c", "lineage: {upstream: [a, zz]}\n")),
      "c.yaml": "monitors: [{type: volume, table: nobody}]",
    };
    const forward = parseTexts(texts);
    const backward = parseTexts(Object.fromEntries(Object.entries(texts).reverse()));
    expect(JSON.stringify(backward)).toBe(JSON.stringify(forward));
    expect(forward.catalog.datasets.map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });

  test("keeps the first of two datasets with one name, by path, and names both places", () => {
    const { catalog, problems } = parseTexts({ "b.yaml": native(dataset("orders")), "a.yaml": native(dataset("orders")) });
    expect(catalog.datasets.map(({ position }) => position.file)).toEqual(["a.yaml"]);
    const twice = problems.filter(({ code }) => code === "TS-DUP-001");
    expect(twice).toMatchObject([
      { level: "error", position: { file: "b.yaml", line: 3 }, dataset: "orders", message: expect.stringContaining("a.yaml, line 3") },
    ]);
  });

  test("folds -, _ and case of names", () => {
    const { problems } = parseTexts({ "a.yaml": "data_catalog:\n  owners: {data-team: {title: A}, Data_Team: {title: B}}\n" });
    expect(placesOf(problems)).toEqual(["error TS-DUP-001 a.yaml:2"]);
    const { catalog, problems: none } = parseTexts({
      "a.yaml": `${native(dataset("x").replace("owner: shop", "owner: Data_Team"))}  owners: {data-team: {title: A}}\n`,
    });
    expect(placesOf(none, "TS-LINK-002")).toEqual([]);
    expect(catalog.datasets[0]?.owner).toBe("data-team");
  });

  test("a broken file and a broken dataset never stop the others", () => {
    const { catalog, problems } = parseTexts({
      "a.yaml": "data_catalog: [",
      "b.yaml": native(dataset("good"), "    bad:\n      owner: shop\n"),
    });
    expect(catalog.datasets.map(({ name }) => name)).toEqual(["good"]);
    expect(problems.filter(({ level, dataset: name }) => level === "error" && name === "bad").map(({ code }) => code)).toEqual([
      "TS-SPEC-003",
      "TS-SPEC-003",
    ]);
  });

  test("a name that a broken dataset has is known to the others", () => {
    const { problems } = parseTexts({ "b.yaml": native(dataset("good", "lineage: {upstream: [bad]}\n"), "    bad:\n      owner: shop\n") });
    expect(placesOf(problems, "TS-LINK-001")).toEqual([]);
  });

  test("holds at most so many datasets", () => {
    const { catalog, problems } = parseTexts(
      { "a.yaml": native(...["a", "b", "c", "d"].map((name) => dataset(name))) },
      { maxDatasets: 2 },
    );
    expect(catalog.datasets.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(placesOf(problems, "TS-LIMIT-001")).toEqual(["error TS-LIMIT-001 a.yaml:11"]);
  });

  test("unknown keys are warnings with the nearest known key", () => {
    const { orders, problems } = parseOrders("descriptoin: x\nfreshnes: 24h");
    expect(orders).not.toBeNull();
    expect(problems.filter(({ code }) => code === "TS-SPEC-001")).toMatchObject([
      { level: "warning", hint: "Did you mean 'description'?", position: { line: 6 } },
      { level: "warning", hint: "Did you mean 'freshness'?", position: { line: 7 } },
    ]);
    const { problems: root } = parseTexts({ "a.yaml": "monitor: []\nx-anchors: {}\n" });
    expect(root).toMatchObject([{ code: "TS-SPEC-001", hint: "Did you mean 'monitors'?" }]);
  });

  test("description, owner and schema are needed, all else is inferred or absent", () => {
    const { problems } = parseTexts({ "a.yaml": "data_catalog: {datasets: {x: {}}}" });
    expect(problems.map(({ message }) => message)).toEqual([
      "A dataset needs `description`.",
      "A dataset needs `owner`.",
      "A dataset needs `schema`.",
    ]);
    const orders = mustHave(parseOrders(""));
    expect(orders).toMatchObject({ title: "Orders", status: "active", tier: null, version: null, source: null, sla: null });
    expect(orders.inferred).toEqual(["title", "status", "access.visibility", "access.data"]);
  });

  test.each(["Orders", "1st", "a b", "a.b.c.d", "x".repeat(64), "constructor", "a..b", ""])("%j is no name of a dataset", (name) => {
    const { catalog, problems } = parseTexts({ "a.yaml": native(dataset(JSON.stringify(name))) });
    expect(catalog.datasets).toEqual([]);
    expect(placesOf(problems, "TS-SPEC-004")).toEqual(["error TS-SPEC-004 a.yaml:3"]);
  });

  test("hash does not depend on the place, but on every value", () => {
    const one = parseTexts({ "a.yaml": native(dataset("x")) }).catalog.datasets[0];
    const moved = parseTexts({ "z.yaml": `# moved\n${native(dataset("w"), dataset("x"))}` }).catalog.datasets[1];
    const changed = parseTexts({ "a.yaml": native(dataset("x", "custom: {position: 1}\n")) }).catalog.datasets[0];
    expect(one?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(moved?.hash).toBe(one?.hash);
    expect(changed?.hash).not.toBe(one?.hash);
    const other = parseTexts({ "a.yaml": native(dataset("x", "custom: {position: 2}\n")) }).catalog.datasets[0];
    expect(other?.hash).not.toBe(changed?.hash);
  });

  test("a number, a boolean or a list where text belongs is text or a problem, never a crash", () => {
    expect(mustHave(parseOrders("title: 2024\nversion: 1.10.0\ntags: core")).title).toBe("2024");
    expect(mustHave(parseOrders("version: 1.10.0")).version).toBe("1.10.0");
    expect(mustHave(parseOrders("tags: core")).tags).toEqual(["core"]);
    for (const line of [
      "title: [a]",
      "tier: high",
      "tier: 2.5",
      "status: gone",
      "checks: 3",
      "access: everyone",
      "custom: 1",
      "freshness: [1]",
      "sla: {}",
      "schema: text",
    ]) {
      const { orders, problems } = parseOrders(line);
      expect([line, orders]).toEqual([line, null]);
      expect(problems.some(({ level, dataset: name }) => level === "error" && name === "orders")).toBe(true);
    }
  });

  test("a file with very many problems says how many it left out", () => {
    const { problems } = parseTexts({ "a.yaml": Array.from({ length: 3_000 }, (_, index) => `k${index}: 1\n`).join("") + native() });
    expect(problems).toHaveLength(1_001);
    expect(problems.at(-1)?.message).toContain("More problems in this file are not listed");
  });
});
