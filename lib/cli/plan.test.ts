import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { catalogPlanSchema } from "#lib/api/schemas/catalog-plan.ts";
import { runCli } from "#lib/cli/testing.ts";

const execute = promisify(execFile);
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-plan-"));
});
afterEach(() => rm(dir, { recursive: true }));

const IDENTITY = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
const git = async (...args: string[]) => (await execute("git", ["-C", dir, ...IDENTITY, ...args])).stdout.trim();
const run = (...args: string[]) => runCli(args, { cwd: dir, env: { PATH: process.env["PATH"] } });
const put = async (path: string, text: string | Uint8Array) => {
  await mkdir(join(dir, path, ".."), { recursive: true });
  await writeFile(join(dir, path), text);
};
async function commit(): Promise<string> {
  await git("add", "-A");
  await git("commit", "-q", "-m", "x", "--allow-empty");
  return git("rev-parse", "HEAD");
}

const OWNERS = "data_catalog:\n  owners: {shop: {title: Shop}}\n  sources: {files: {engine: duckdb, files: ./data}}\n";
const orders = (version: string, schema: string) =>
  `data_catalog:\n  datasets:\n    orders:\n      description: One row per order.\n      owner: shop\n      source: files.orders\n      version: ${version}\n      schema: [${schema}]\n`;
const OLD = orders("1.4.0", "{id: STRING}, {email: STRING}");
const NEW = orders("1.4.1", "{id: STRING}");

async function start(folder = "catalog"): Promise<void> {
  await git("init", "-q", "-b", "main");
  await put(`${folder}/owners.yaml`, OWNERS);
  await put(`${folder}/orders.yaml`, OLD);
}

describe("touchstone plan --git", () => {
  it("compares the folder as it lies there with a revision, whatever is checked out or staged", async () => {
    await start();
    const first = await commit();
    await put("catalog/orders.yaml", NEW);
    await git("add", "-A");
    const { code, out } = await run("plan", "catalog", "--git", "HEAD");
    expect(out).toContain(`Compared with commit \`${first.slice(0, 12)}\`.`);
    expect(out).toMatch(/Breaking\n {2}orders {2}1\.4\.0 → 1\.4\.1\n {4}! `email` was removed\. +column\.removed\n/);
    expect(out).toContain("Without notice: `email` was removed. `version` went from `1.4.0` to only `1.4.1`: raise it to `2.0.0`");
    expect(out).toMatch(/1 dataset changed; 1 breaking, without notice\. 0 unchanged\.$/);
    expect(code).toBe(0);
    expect((await run("plan", "catalog", "--git", "HEAD", "--exit-code")).code).toBe(1);
  });

  it("says that nothing changes, and answers JSON of the declared shape", async () => {
    await start("a folder/ünï");
    const first = await commit();
    const { code, out } = await run("plan", "a folder/ünï", "--git", "main", "--json", "--exit-code");
    expect(catalogPlanSchema.parse(JSON.parse(out))).toMatchObject({
      base: { kind: "git", commit: first },
      datasets: [],
      counts: { unchanged: 1 },
    });
    expect(code).toBe(0);
    expect((await run("plan", "a folder/ünï", "--git", "main")).out).toMatch(/Nothing changes\. 1 unchanged\.$/);
  });

  it("reads a revision by the rules of a folder: links, size, encoding, folders that are none of the catalog's", async () => {
    await start();
    await put("catalog/.hidden/x.yaml", NEW);
    await put("catalog/data/x.yaml", NEW);
    await put("catalog/notes.txt", NEW);
    await put("catalog/large.yaml", `# ${"x".repeat(1024 * 1024)}`);
    await put("catalog/latin.yaml", new Uint8Array([0x61, 0x3a, 0xfc]));
    await put("outside.yaml", NEW);
    await symlink("../outside.yaml", join(dir, "catalog/out.yaml"));
    await symlink("round.yaml", join(dir, "catalog/round.yaml"));
    await mkdir(join(dir, "catalog/deep"));
    await rm(join(dir, "catalog/orders.yaml"));
    await put("catalog/deep/real.md", "# x");
    await put("catalog/deep/orders.txt", OLD);
    await symlink("deep/orders.txt", join(dir, "catalog/orders.yaml"));
    await commit();
    const { out, err } = await run("plan", "catalog", "--git", "HEAD", "--json");
    expect(err).toBe("");
    const { base, datasets, counts } = catalogPlanSchema.parse(JSON.parse(out));
    expect(base.broken).toEqual(["large.yaml", "latin.yaml", "out.yaml", "round.yaml"]);
    expect([datasets, counts.unchanged]).toEqual([[], 1]);
  });

  it("takes everything for new where the revision has no such folder", async () => {
    await git("init", "-q", "-b", "main");
    await commit();
    await start();
    const { code, out } = await run("plan", "catalog", "--git", "HEAD");
    expect(out).toMatch(/New\n {2}orders\n/);
    expect(code).toBe(0);
  });

  it("ends with 1 when a file is broken, and keeps what it defined", async () => {
    await start();
    await commit();
    await put("catalog/orders.yaml", "data_catalog: [");
    const { code, out } = await run("plan", "catalog", "--git", "HEAD");
    expect(out).toContain("Kept as it was, because its text is broken\n  orders");
    expect(code).toBe(1);
  });

  it.each([
    ["--output=/tmp/x", "is no revision"],
    ["main..HEAD", "is no revision"],
    ["", "is no revision"],
    ["nowhere", "Git knows no revision 'nowhere' here. Fetch it first"],
    ["feature", "Did you mean that?"],
    ["HEAD:catalog", "Git knows no revision 'HEAD:catalog'"],
  ])("refuses the revision %j with a remedy", async (revision, words) => {
    await start();
    await git("update-ref", "refs/remotes/origin/feature", await commit());
    const { code, err } = await run("plan", "catalog", `--git=${revision}`);
    expect(err).toContain(words);
    expect(code).toBe(2);
  });

  it("says what to do in a clone without history, in a submodule's parent and in no repository", async () => {
    expect((await run("plan", ".", "--git", "main")).err).toContain("is in no Git repository");
    await start();
    await commit();
    await put("catalog/orders.yaml", NEW);
    await commit();
    await execute("git", ["clone", "-q", "--depth", "1", `file://${dir}`, join(dir, "shallow")]);
    const shallow = await runCli(["plan", "catalog", "--git", "HEAD~1"], { cwd: join(dir, "shallow") });
    expect(shallow).toMatchObject({ code: 2, err: expect.stringContaining("fetch-depth: 0") });
    await rm(join(dir, "shallow"), { recursive: true });
    await git("update-index", "--add", "--cacheinfo", `160000,${await git("rev-parse", "HEAD")},catalog/team`);
    await git("commit", "-q", "-m", "submodule");
    const { code, err } = await run("plan", "catalog", "--git", "HEAD");
    expect(err).toContain("team is a submodule: its files are in another repository.");
    expect(code).toBe(2);
  });

  it("annotates a pull request with what breaks, at its place from the root of the repository", async () => {
    await start();
    await commit();
    await put("catalog/orders.yaml", NEW);
    const { out } = await run("plan", "catalog", "--git", "HEAD", "--format", "github");
    expect(out).toMatch(
      /^::error file=catalog\/orders\.yaml,line=3,col=5,title=TS-CHANGE-001 Breaking change without notice::`email` was removed/,
    );
  });

  it("refuses a format that it does not have", async () => {
    await start();
    expect(await run("plan", "catalog", "--format", "markdwn")).toMatchObject({
      code: 2,
      err: "There is no format 'markdwn'. Did you mean 'markdown'?",
    });
  });
});

describe("touchstone check --against", () => {
  it("ends with 1 for a break without notice, and with 0 when the version says it", async () => {
    await start();
    await commit();
    await put("catalog/orders.yaml", NEW);
    const broken = await run("check", "catalog", "--against", "HEAD");
    expect(broken.out).toMatch(/catalog\/orders\.yaml\n {2}3:5 +error +TS-CHANGE-001 +`email` was removed\./);
    expect(broken.code).toBe(1);
    await put("catalog/orders.yaml", NEW.replace("1.4.1", "2.0.0"));
    const announced = await run("check", "catalog", "--against", "HEAD");
    expect(announced.out).toContain("note     TS-CHANGE-002  Breaking, as announced: `email` was removed.");
    expect(announced.code).toBe(0);
  });

  it("ends with 1 for a removal, and with 0 once it was deprecated", async () => {
    await start();
    await commit();
    await rm(join(dir, "catalog/orders.yaml"));
    const removed = await run("check", "catalog", "--against", "HEAD");
    expect(removed).toMatchObject({
      code: 1,
      out: expect.stringContaining("`orders` is removed while active: publish `status: deprecated` first"),
    });
    await put("catalog/orders.yaml", OLD.replace("version:", "status: deprecated\n      version:"));
    expect((await run("check", "catalog", "--against", "HEAD")).code).toBe(0);
    await commit();
    await rm(join(dir, "catalog/orders.yaml"));
    expect(await run("check", "catalog", "--against", "HEAD")).toMatchObject({
      code: 0,
      out: expect.stringContaining("`orders` is removed, as announced."),
    });
  });

  it("warns of a base that nobody can read, and still lists all other problems", async () => {
    await start();
    await put("catalog/orders.yaml", "data_catalog: [");
    await commit();
    await put("catalog/orders.yaml", OLD.replace("owner: shop", "owner: shopp"));
    const { code, out } = await run("check", "catalog", "--against", "HEAD");
    expect(out).toContain("TS-CHANGE-003");
    expect(out).toContain("TS-LINK-002");
    expect(code).toBe(0);
    expect((await run("check", "catalog", "--against", "HEAD", "--strict")).code).toBe(1);
  });
});

describe("a plan of what is published", () => {
  const PLAN = {
    base: { kind: "published", commit: "c0ffee", revision: 7, broken: [] },
    ...{ datasets: [], vocabulary: [], problems: [] },
    counts: { added: 0, changed: 0, removed: 0, kept: 0, unchanged: 3, breaking: 0 },
  };
  const env = { TOUCHSTONE_URL: "http://touchstone.example", TOUCHSTONE_TOKEN: "t" };
  const answering = (body: unknown, asked: string[] = []): typeof fetch => {
    return async (url, init) => {
      asked.push(`${init?.method} ${String(url)}`);
      return Response.json(body);
    };
  };

  it("is asked of the server as a dry run", async () => {
    await put("catalog/owners.yaml", OWNERS);
    const asked: string[] = [];
    const { code, out } = await runCli(["plan"], { cwd: dir, env, fetch: answering(PLAN, asked) });
    expect(asked).toEqual(["POST http://touchstone.example/api/v1/catalog?dry-run=true"]);
    expect(out).toBe("Compared with what is published (revision 7, commit `c0ffee`).\n\nNothing changes. 3 unchanged.");
    expect(code).toBe(0);
  });

  it("is refused when the answer is none", async () => {
    await put("catalog/owners.yaml", OWNERS);
    const { code, err } = await runCli(["plan"], { cwd: dir, env, fetch: answering({ ...PLAN, datasets: [{ name: 1 }] }) });
    expect(err).toContain("is not what this version of touchstone expects");
    expect(code).toBe(2);
  });

  it("gives check --against published its errors", async () => {
    await put("catalog/owners.yaml", OWNERS);
    const removed = {
      ...{ name: "orders", renamedFrom: null, op: "removed", level: "breaking", changes: [], versionBefore: "1.0.0", versionAfter: null },
      ...{ unannounced: "`orders` is removed.", downstream: [], readers: null, position: { file: "owners.yaml", line: 1, column: 1 } },
    };
    const fetch = answering({ ...PLAN, datasets: [removed] });
    expect(await runCli(["check", "--against", "published"], { cwd: dir, env, fetch })).toMatchObject({
      code: 1,
      out: expect.stringContaining("TS-CHANGE-001"),
    });
  });
});
