import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Interrupted } from "#lib/cli/command.ts";
import { runCli } from "#lib/cli/testing.ts";
import { parseTexts } from "#lib/contract/testing.ts";

const GOLDEN = fileURLToPath(new URL("../intake/dbt/golden/", import.meta.url));

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-import-"));
});
afterEach(() => rm(dir, { recursive: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) => runCli(args, { cwd: dir, env });
const importDbt = (...args: readonly string[]) => run(["import", "dbt", join(GOLDEN, "target"), ...args]);
const check = async (...args: readonly string[]) => (await run(["check", ...args])).out;
const read = (path: string) => readFile(join(dir, path), "utf8");

describe("touchstone import dbt", () => {
  it("writes the golden file, and tells what it could not carry over", async () => {
    const { code, out, err } = await importDbt();
    expect(code).toBe(0);
    expect(`${out}\n`).toBe(await readFile(join(GOLDEN, "expected.yaml"), "utf8"));
    expect(`${err}\n`).toBe(await readFile(join(GOLDEN, "expected.txt"), "utf8"));
  });

  it("makes a folder that passes its check and is formatted", async () => {
    expect((await importDbt("--out", "catalog/")).code).toBe(0);
    expect(await readdir(join(dir, "catalog"))).toEqual([
      "_dbt.yaml",
      "countries.yaml",
      "crm.orders.yaml",
      "customers.yaml",
      "orders.yaml",
      "orders_history.yaml",
    ]);
    expect(await check("catalog")).toContain("5 datasets in 6 files: 0 errors");
    expect((await run(["fmt", "catalog", "--check"])).code).toBe(0);
  });

  it("finds the schema for editors on the server that is known", async () => {
    const { out } = await run(["import", "dbt", join(GOLDEN, "target")], { TOUCHSTONE_URL: "https://catalog.example.com/" });
    expect(out.split("\n")[0]).toBe("# yaml-language-server: $schema=https://catalog.example.com/schema/v1/catalog.json");
  });

  it.each([
    [["import", "dbt", "absent.json"], "There is no"],
    [["import", "dbt", "."], "manifest.json"],
    [["import", "dbt"], "Name one manifest"],
    [["import", "dbt", "bad.json"], "is not valid JSON"],
    [["import", "dbt", "other.json"], "is no manifest of dbt"],
    [["import", "dbt", join(GOLDEN, "target"), "--select", "nothing*"], "matches --select nothing*"],
    [["import", "dbt", join(GOLDEN, "target"), "--select", "tags:core"], "--select knows no 'tags:'"],
    [["import", "dbt", join(GOLDEN, "target"), "--owner", "a b"], "is no id of an owner"],
    [["import", "dbt", join(GOLDEN, "target"), "--source", "a.b"], "is no id of a source"],
    [["import", "dbt", join(GOLDEN, "target"), "--catalog", "absent.json"], "absent.json"],
    [["import", "dbd"], "Did you mean 'dbt'?"],
    [["import"], "Name what to import: dbt, postgres, trino, duckdb, parquet, csv, odcs"],
  ])("ends with 2 for %j", async (args, message) => {
    await writeFile(join(dir, "bad.json"), '{"nodes": {');
    await writeFile(join(dir, "other.json"), '{"name": "package"}');
    const { code, out, err } = await run(args);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(message)]);
  });
});

describe("an import into a folder", () => {
  it("overwrites nothing, and nothing is written when one file is in the way", async () => {
    await mkdir(join(dir, "out"));
    await writeFile(join(dir, "out/orders.yaml"), "# mine\n");
    const { code, err } = await importDbt("--out", "out");
    expect([code, err]).toEqual([2, expect.stringContaining("orders.yaml. Nothing was written.")]);
    expect(await readdir(join(dir, "out"))).toEqual(["orders.yaml"]);
    expect(await read("out/orders.yaml")).toBe("# mine\n");
    expect((await importDbt("--out", "out", "--force")).code).toBe(0);
    expect(await read("out/orders.yaml")).toContain("finance-data");
  });

  it("adds what is new, and leaves what is there, also under another name", async () => {
    await importDbt("--out", "catalog", "--select", "orders");
    const changed = (await read("catalog/orders.yaml")).replace("    orders:", "    all_orders:").replace("tier: 1", "tier: 2");
    await rm(join(dir, "catalog/orders.yaml"));
    await writeFile(join(dir, "catalog/ours.yaml"), changed);
    await rm(join(dir, "catalog/_dbt.yaml"));
    const { code, err } = await importDbt("--out", "catalog");
    expect([code, err]).toEqual([0, expect.stringContaining("Left out, because the catalog has it already: all_orders.")]);
    expect(await read("catalog/ours.yaml")).toBe(changed);
    expect(await read("catalog/orders_history.yaml")).toContain("upstream: [all_orders]");
    expect(await check("catalog")).toContain(": 0 errors, ");
  });

  it("says so when there is nothing to add", async () => {
    await importDbt("--out", "catalog");
    const { code, err } = await importDbt("--out", "catalog");
    expect([code, err]).toEqual([0, expect.stringContaining("0 datasets, so nothing was written.")]);
  });

  it("writes the same again with --force, whatever it wrote before", async () => {
    await importDbt("--out", "catalog");
    const before = await read("catalog/_dbt.yaml");
    await writeFile(join(dir, "catalog/orders.yaml"), "");
    expect((await importDbt("--out", "catalog", "--force")).code).toBe(0);
    expect(await read("catalog/_dbt.yaml")).toBe(before);
    expect(await check("catalog")).toContain("5 datasets in 6 files: 0 errors");
  });

  it("defines no owner and no source that the catalog has in another file", async () => {
    await mkdir(join(dir, "catalog/shop"), { recursive: true });
    await writeFile(
      join(dir, "catalog/owners.yaml"),
      "data_catalog:\n  owners:\n    Finance_Data: {title: Ours}\n    unassigned: {title: None}\n",
    );
    expect((await importDbt("--out", "catalog/shop/dbt.yaml")).code).toBe(0);
    const text = await read("catalog/shop/dbt.yaml");
    expect(text).toContain("crm-team:");
    expect(text).not.toMatch(/^ {4}(finance-data|unassigned):/m);
    expect(await check("catalog")).not.toContain("TS-LINK-002");
  });

  it.skipIf(process.getuid?.() === 0)("says that it may not write, and leaves nothing behind", async () => {
    await mkdir(join(dir, "closed"));
    await chmod(join(dir, "closed"), 0o500);
    const { code, err } = await importDbt("--out", "closed");
    expect([code, err]).toEqual([2, expect.stringContaining("cannot be written")]);
    expect(await readdir(join(dir, "closed"))).toEqual([]);
  });

  it("is refused where a file is in the place of the folder", async () => {
    await writeFile(join(dir, "out"), "");
    expect(await importDbt("--out", "out")).toMatchObject({ code: 2, err: expect.stringContaining("is a file, but not a YAML file") });
    expect(await importDbt("--out", "out/below")).toMatchObject({ code: 2, err: expect.stringContaining("cannot be written") });
  });

  it("does not write through a link that leads elsewhere", async () => {
    await writeFile(join(dir, "elsewhere.txt"), "mine");
    await mkdir(join(dir, "out"));
    await symlink(join(dir, "elsewhere.txt"), join(dir, "out/orders.yaml"));
    expect((await importDbt("--out", "out")).code).toBe(2);
    expect((await importDbt("--out", "out", "--force")).code).toBe(0);
    expect(await read("elsewhere.txt")).toBe("mine");
  });
});

describe("a large dbt project", () => {
  const manifest = (count: number) => {
    const ids = Array.from({ length: count }, (_, at) => `model.shop.m${at}`);
    const nodes = ids.map((id) => [
      id,
      { unique_id: id, resource_type: "model", name: id.split(".")[2], description: "word ".repeat(3_900) },
    ]);
    return JSON.stringify({ nodes: Object.fromEntries(nodes), sources: {} });
  };

  it("is refused as one file, which a catalog would not read, and written as a folder", async () => {
    await writeFile(join(dir, "manifest.json"), manifest(60));
    expect(await run(["import", "dbt", "manifest.json", "--out", "all.yaml"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("larger than 1 MiB"),
    });
    expect((await run(["import", "dbt", "manifest.json", "--out", "catalog"])).code).toBe(0);
    expect(await readdir(join(dir, "catalog"))).toHaveLength(61);
  });
});

describe("an import that is stopped", () => {
  it("leaves nothing behind", async () => {
    const signal = AbortSignal.abort(new Interrupted(130));
    const { code, err } = await runCli(["import", "dbt", join(GOLDEN, "target"), "--out", "catalog"], { cwd: dir, signal });
    expect([code, err]).toEqual([130, "Stopped."]);
    expect(await readdir(dir)).toEqual([]);
  });
});

describe("touchstone import odcs", () => {
  const CONTRACT = `apiVersion: v3.1.0
kind: DataContract
id: 1
version: 1.10.0
status: active
team: {name: Order Platform}
domain: sales
schema:
  - name: orders
    description: One row per order
    customProperties: [{property: kept, value: "007"}]
    properties:
      - {name: id, logicalType: string, primaryKey: true}
`;

  it("makes a native dataset that says the same, and keeps the rest", async () => {
    await writeFile(join(dir, "orders.odcs.yaml"), CONTRACT);
    const { code, out } = await run(["import", "odcs", "orders.odcs.yaml"]);
    expect(code).toBe(0);
    const { catalog, problems } = parseTexts({ "c.yaml": out });
    expect(problems.filter(({ level }) => level !== "note")).toEqual([]);
    expect(catalog.datasets[0]).toMatchObject({
      name: "orders",
      owner: "order-platform",
      version: "1.10.0",
      domain: "sales",
      columns: [{ name: "id", primaryKey: true }],
    });
    expect(catalog.owners).toMatchObject([{ id: "order-platform", title: "Order Platform" }]);
    expect(JSON.stringify(catalog.datasets[0]?.odcs)).toContain('"007"');
  });

  it.each([
    ["data_catalog: {}", "has no `kind: DataContract`"],
    ["kind: DataContract\n  bad: [", "TS-YAML-001"],
  ])("ends with 2 for %j", async (text, message) => {
    await writeFile(join(dir, "c.yaml"), text);
    expect(await run(["import", "odcs", "c.yaml"])).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  });
});
