import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { main } from "#lib/cli/touchstone.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-cli-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await main(args, { env, cwd: dir, out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join("\n"), err: err.join("\n") };
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
      schema:
        - order_id: STRING (PK)
`;

describe("touchstone check", () => {
  it("ends with 0 for a folder without errors", async () => {
    await writeFile(join(dir, "good.yaml"), GOOD);
    const { code, out } = await run(["check", "."]);
    expect(out).toContain("1 dataset in 1 file: 0 errors");
    expect(code).toBe(0);
  });

  it("ends with 1 for an error, and names file, line and column", async () => {
    await writeFile(join(dir, "bad.yaml"), GOOD.replace("description:", "descripton:"));
    const { code, out } = await run(["check", "."]);
    expect(out).toMatch(/^bad\.yaml:\d+:\d+ {2}error TS-SPEC-003/m);
    expect(code).toBe(1);
  });

  it("ends with 1 for a warning only with --strict", async () => {
    await writeFile(join(dir, "warn.yaml"), GOOD.replace("owner: shop", "owner: shopp"));
    expect((await run(["check", "."])).code).toBe(0);
    expect((await run(["check", ".", "--strict"])).code).toBe(1);
  });

  it("answers JSON with the same problems", async () => {
    await writeFile(join(dir, "warn.yaml"), GOOD.replace("owner: shop", "owner: shopp"));
    const { problems } = JSON.parse((await run(["check", ".", "--json"])).out);
    expect(problems).toContainEqual(expect.objectContaining({ code: "TS-LINK-002", level: "warning" }));
  });

  it("ends with 2 when there is no such folder", async () => {
    const { code, err } = await run(["check", "absent"]);
    expect(err).toContain("There is no folder");
    expect(code).toBe(2);
  });
});

describe("the command line", () => {
  it.each([[["chek"]], [["check", "--strickt"]], [[]]])("ends with 2 for %j", async (args) => {
    expect((await run(args)).code).toBe(2);
  });

  it("makes no token outside of tests", async () => {
    const { code, err } = await run(["token", "--groups", "finance"]);
    expect(err).toContain("TOUCHSTONE_TEST=1");
    expect(code).toBe(2);
  });
});
