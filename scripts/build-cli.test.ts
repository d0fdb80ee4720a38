import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { catalogSchemaText } from "#lib/contract/schema/schema-text.ts";
import { bundleCli, packCli } from "./build-cli.mjs";

let dir: string;
let folder: string;
beforeAll(async () => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "touchstone-bundle-")));
  folder = join(dir, "touchstone-cli");
  await bundleCli(folder);
}, 60_000);
afterAll(() => rmSync(dir, { recursive: true }));

/** This Node, and others of this machine that the bundle says it runs on. */
function listNodes(): [version: string, path: string][] {
  const paths = [process.execPath, ...(process.env["PATH"] ?? "").split(delimiter).map((at) => join(at, "node"))];
  const found = new Map<string, string>();
  for (const path of paths.filter((at) => existsSync(at))) {
    const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.trim().slice(1);
    if (Number(version.split(".")[0]) >= 20 && !found.has(version)) found.set(version, path);
  }
  return [...found];
}

const GOOD = `data_catalog:
  owners:
    shop: {title: Shop}
  sources:
    files: {engine: duckdb, files: ./data}
  datasets:
    orders:
      description: One row per order.
      owner: shop
      source: files.orders
      sla: by 6 AM -05:00 daily
      schema:
        - order_id: STRING (PK)
`;

describe.each(listNodes())("the bundle on Node %s", { timeout: 60_000 }, (_version, node) => {
  const run = (args: readonly string[], cwd = dir) => {
    const { status, stdout, stderr } = spawnSync(node, [join(folder, "touchstone.mjs"), ...args], { cwd, encoding: "utf8" });
    return { code: status, out: stdout, err: stderr };
  };

  it("tells the version of its package", () => {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    expect(run(["--version"])).toEqual({ code: 0, out: `touchstone ${version}\n`, err: "" });
  });

  it("loads every command", async () => {
    const { out } = await runCli(["--help"]);
    expect(run(["--help"])).toEqual({ code: 0, out: `${out}\n`, err: "" });
  });

  it("checks a folder that it finds by itself, and says the same as the project", () => {
    const catalog = join(dir, "catalog");
    mkdirSync(catalog, { recursive: true });
    writeFileSync(join(catalog, "orders.yaml"), GOOD);
    expect(run(["check"])).toMatchObject({ code: 0, err: "", out: expect.stringContaining("1 dataset in 1 file: 0 errors, 0 warnings") });
    writeFileSync(join(catalog, "orders.yaml"), GOOD.replace("STRING (PK)", "STRING (PKK)").replace("owner: shop", "ownr: shop"));
    const { code, out } = run(["check", "--format", "github"]);
    expect(code).toBe(1);
    expect(out).toContain("::error file=catalog/orders.yaml,line=7,col=5,title=TS-SPEC-003 Missing key::");
  });

  it("reads large catalogs on several threads, and says the same", () => {
    const large = join(dir, "large");
    mkdirSync(large, { recursive: true });
    const names = Array.from({ length: 60 }, (_, index) => `d${index}`);
    for (const name of names)
      writeFileSync(join(large, `${name}.yaml`), GOOD.replace("orders:", `${name}:`).concat(`# ${"x".repeat(40_000)}\n`));
    const { code, out, err } = run(["check", "large", "--format", "json"]);
    expect([code, err]).toEqual([1, ""]);
    // All but the first define owner and source again.
    expect(JSON.parse(out)).toMatchObject({ datasets: 60, files: 60, errors: 2 * 59 });
  });

  it("prints the schema, formats, begins a dataset, exports, and plans against Git", () => {
    const repository = join(dir, `repository-${process.hrtime.bigint()}`);
    const catalog = join(repository, "catalog");
    mkdirSync(catalog, { recursive: true });
    writeFileSync(join(catalog, "orders.yaml"), GOOD);
    expect(run(["schema"], repository)).toEqual({ code: 0, out: catalogSchemaText(), err: "" });
    expect(run(["fmt", "catalog"], repository).code).toBe(0);
    expect(run(["fmt", "--check", "catalog"], repository).code).toBe(0);
    writeFileSync(join(repository, "returns.csv"), "return_id,order_id\n1,7\n2,8\n");
    expect(run(["new", "dataset", "returns", "--from", "returns.csv"], repository).code).toBe(0);
    const exported = run(["export", "returns", "--to", "odcs"], repository);
    expect([exported.code, exported.out]).toEqual([0, expect.stringContaining("kind: DataContract")]);
    const git = (...args: string[]) =>
      spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: repository });
    git("init");
    git("add", ".");
    git("commit", "-m", "Before");
    writeFileSync(join(catalog, "orders.yaml"), GOOD.replace("order_id: STRING", "order_id: INTEGER"));
    const { code, out } = run(["plan", "--git", "HEAD", "--format", "markdown"], repository);
    expect([code, out]).toEqual([0, expect.stringContaining("1 breaking change")]);
    expect(run(["check", "--against", "HEAD"], repository).code).toBe(1);
  });

  it("ends with 2 when used wrongly", () => {
    expect(run(["chek"])).toEqual({ code: 2, out: "", err: "There is no command 'chek'. Did you mean 'check'?\n" });
  });
});

describe("the package", () => {
  it("is one file with its licences and without dependencies, and installs without a network", () => {
    const packed = packCli(folder, dir);
    const project = join(dir, "project");
    mkdirSync(project);
    writeFileSync(join(project, "package.json"), "{}");
    const install = spawnSync("npm", ["install", "--offline", "--no-audit", "--no-fund", packed], { cwd: project, encoding: "utf8" });
    expect(install.status, install.stderr).toBe(0);
    expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["touchstone-cli"]);
    const installed = join(project, "node_modules", "touchstone-cli");
    expect(readdirSync(installed).sort()).toEqual(["README.md", "THIRD-PARTY-LICENCES.txt", "package.json", "touchstone.mjs"]);
    expect(readFileSync(join(installed, "THIRD-PARTY-LICENCES.txt"), "utf8")).toMatch(/^yaml \d[\s\S]*^zod \d/m);
    const { stdout } = spawnSync(join(project, "node_modules", ".bin", "touchstone"), ["--version"], { encoding: "utf8" });
    expect(stdout).toMatch(/^touchstone \d/);
  }, 60_000);
});
