import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runCli } from "#lib/cli/testing.ts";

const CATALOG = `data_catalog:
  sources: {w: {engine: duckdb, files: ./data}}
  owners: {shop: {title: Shop}}
  datasets:
    orders:
      description: One row per order.
      owner: shop
      docs: texts/orders.mdx
      aliases: [order_facts]
      source: w.orders
      schema: [{id: STRING (PK)}, {customer: STRING (FK -> customers.id)}]
    customers:
      description: People.
      owner: shop
      access: {visibility: restricted, readers: [crm]}
      schema: [{id: STRING (PK)}, {email: STRING (PII)}]
`;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-export-"));
  await mkdir(join(dir, "catalog/texts"), { recursive: true });
  await writeFile(join(dir, "catalog/shop.yaml"), CATALOG);
  await writeFile(join(dir, "catalog/texts/orders.mdx"), "Orders of the shop.\n");
});
afterEach(() => rm(dir, { recursive: true }));

const run = (args: string, env: Record<string, string> = {}) => runCli(["export", ...args.split(" ")], { cwd: dir, env });

describe("touchstone export", () => {
  it("writes one contract to standard output, by name or alias", async () => {
    const { code, out } = await run("Order-Facts --to odcs");
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({
      apiVersion: "v3.1.0",
      name: "orders",
      schema: [{ properties: [{ name: "id" }, { name: "customer" }] }],
    });
  });

  it("writes what comes back as the same catalog: a folder of contracts, and one of native files", async () => {
    const before = JSON.parse((await runCli(["export", "--to", "dcat"], { cwd: dir })).out);
    for (const [format, first] of [
      ["odcs", "customers.odcs.yaml"],
      ["native", "customers.yaml"],
    ]) {
      expect((await run(`--to ${format} --out catalog/${format}`)).code).toBe(0);
      expect((await readdir(join(dir, "catalog", String(format)))).sort()[0]).toBe(first);
      const rest = CATALOG.slice(0, CATALOG.indexOf("  datasets:"));
      await writeFile(join(dir, "catalog/shop.yaml"), rest);
      const { code, out, err } = await runCli(["export", "--to", "dcat"], { cwd: dir });
      expect([code, err]).toEqual([0, expect.stringContaining("customers")]);
      expect(JSON.parse(out)).toEqual(before);
      const check = await runCli(["check", "--strict"], { cwd: dir });
      expect([check.code, check.out]).toEqual([0, expect.stringContaining("0 warnings")]);
      await rm(join(dir, "catalog", String(format)), { recursive: true });
      await writeFile(join(dir, "catalog/shop.yaml"), CATALOG);
    }
  });

  it("names a document from where the new file stands", async () => {
    await run("orders --to native --out catalog/new/deep/orders.yaml");
    expect(parse(await readFile(join(dir, "catalog/new/deep/orders.yaml"), "utf8")).data_catalog.datasets.orders.docs).toBe(
      "../../texts/orders.mdx",
    );
  });

  it("writes one document of all datasets as DCAT and as a Data Package, with links to where the catalog is served", async () => {
    expect((await run("catalog --to frictionless --out package/")).code).toBe(0);
    const { resources } = JSON.parse(await readFile(join(dir, "package/datapackage.json"), "utf8"));
    expect(resources.map(({ path }: { path: string }) => path)).toEqual([
      "http://localhost:3000/api/v1/datasets/customers/export.csv",
      "http://localhost:3000/api/v1/datasets/orders/export.csv",
    ]);
    const there = await run("orders --to dcat --url https://data.example.com/base/", { TOUCHSTONE_URL: "https://other.example.com" });
    expect(JSON.parse(there.out)["dcat:dataset"][0]["@id"]).toBe("https://data.example.com/base/datasets/orders");
    const env = await run("orders --to dcat", { TOUCHSTONE_URL: "https://other.example.com/" });
    expect(JSON.parse(env.out)["@id"]).toBe("https://other.example.com/");
  });

  it("overwrites nothing unless told to", async () => {
    await writeFile(join(dir, "o.yaml"), "mine");
    const refused = await run("orders --to odcs --out o.yaml");
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("--force")]);
    expect(await readFile(join(dir, "o.yaml"), "utf8")).toBe("mine");
    expect((await run("orders --to odcs --out o.yaml --force")).code).toBe(0);
    expect(await readFile(join(dir, "o.yaml"), "utf8")).toContain("kind: DataContract");
  });

  it("leaves out what is broken, says so and ends with 1", async () => {
    await writeFile(join(dir, "catalog/broken.yaml"), "data_catalog: {datasets: {bad: {owner: shop}}}");
    const { code, out, err } = await run("--to dcat");
    expect(code).toBe(1);
    expect(JSON.parse(out)["dcat:dataset"]).toHaveLength(2);
    expect(err).toContain("what is broken was left out");
  });

  it.each([
    ["ordrs --to odcs", "There is no dataset 'ordrs' in this catalog. Did you mean 'orders'?"],
    ["orders", "Name a format with --to. Formats: odcs, dcat, frictionless, native."],
    ["orders --to dcta", "There is no format 'dcta'. Did you mean 'dcat'?"],
    ["--to odcs", "This gives 2 contracts. Name a folder for them with --out, or the dataset that you want."],
    ["--to odcs --out all.yaml", "This gives 2 contracts, and all.yaml is one file. Name a folder with --out."],
    [
      "orders --to odcs --out orders.xml",
      "A file of this format ends with .yaml or .yml or .json. Name such a file or a folder with --out.",
    ],
    [
      "orders --to dcat --url javascript:alert(1)",
      "'javascript:alert(1)' is no address for links. Write for example --url https://data.example.com",
    ],
    ["orders ./absent --to odcs", "There is no folder"],
  ])("ends with 2 for `%s` and says what to do", async (args, message) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
