import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Interrupted } from "#lib/cli/command.ts";
import { runCli } from "#lib/cli/testing.ts";
import { COMMANDS } from "#lib/cli/touchstone.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-cli-"));
});
afterEach(() => rm(dir, { recursive: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) => runCli(args, { env, cwd: dir });

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
    expect(out).toMatch(/^bad\.yaml\n {2}7:5 +error +TS-SPEC-003 /);
    expect(out).toMatch(/^ {2}8:7 +warning +TS-SPEC-001 .*\n +Did you mean 'description'/m);
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

  it("names the nearest command and the nearest option", async () => {
    expect((await run(["chek"])).err).toBe("There is no command 'chek'. Did you mean 'check'?");
    expect((await run(["check", ".", "--strickt"])).err).toBe("There is no option '--strickt'. Did you mean '--strict'?");
    expect((await run(["constructor"])).err).toContain("There is no command 'constructor'.");
  });

  it("tells its version", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^touchstone \d+\.\d+\.\d+$/) });
  });

  it("calls every command by the name it has", async () => {
    for (const [name, load] of Object.entries(COMMANDS)) {
      expect((await load()).name).toBe(name);
      expect((await run(["help", name])).out).toBe((await run([name, "--help"])).out);
      expect((await run([name, "--help"])).out, name).toContain("Example");
    }
  });

  it("tells what nobody expected in one sentence, and the stack only when asked", async () => {
    const broken = { cwd: dir, env: { TOUCHSTONE_TEST: "1", TOUCHSTONE_URL: "http://localhost:9", TOUCHSTONE_TOKEN: "t" } };
    const fetch = async () => new Response("not JSON");
    const brief = await runCli(["token"], { ...broken, fetch });
    expect(brief.code).toBe(2);
    expect(brief.err).toContain("TS-CLI-001");
    expect(brief.err).not.toContain("\n");
    expect((await runCli(["token"], { ...broken, env: { ...broken.env, TOUCHSTONE_DEBUG: "1" }, fetch })).err).toMatch(/\n +at /);
  });

  it("ends with the signal's exit code when it is stopped", async () => {
    const fetch = () => Promise.reject(new Interrupted(143));
    const env = { TOUCHSTONE_TEST: "1", TOUCHSTONE_URL: "http://localhost:9", TOUCHSTONE_TOKEN: "t" };
    expect(await runCli(["token"], { env, cwd: dir, fetch })).toEqual({ code: 143, out: "", err: "Stopped." });
  });

  it("makes no token outside of tests", async () => {
    const { code, err } = await run(["token", "--groups", "finance"]);
    expect(err).toContain("TOUCHSTONE_TEST=1");
    expect(code).toBe(2);
  });
});
