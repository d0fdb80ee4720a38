import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "#lib/cli/testing.ts";
import { PROBLEMS } from "#lib/contract/problem.ts";

/**
 * `golden/<CODE>/` is a catalog that has this problem, and `expected.txt` all that `touchstone check` says of it. Where the problem is a
 * change, `before/` was committed and `after/` is there now.
 */
const GOLDEN = join(import.meta.dirname, "golden");

/** What cannot lie in Git, or is too large for it. */
const GENERATED: Readonly<Record<string, (folder: string) => Promise<void>>> = {
  "TS-FILE-001": (folder) => symlink("nowhere.yaml", join(folder, "orders.yaml")),
  "TS-FILE-002": (folder) => writeFile(join(folder, "orders.yaml"), `# ${"x".repeat(1024 * 1024)}\n`),
  "TS-LIMIT-001": async (folder) => {
    const perFile = 50_000;
    for (const [index, name] of ["a.yaml", "b.yaml", "c.yaml"].entries()) {
      const names = Array.from({ length: index === 2 ? 2 : perFile }, (_, at) => `    d${index * perFile + at}:\n`);
      await writeFile(join(folder, name), `data_catalog:\n  datasets:\n${names.join("")}`);
    }
  },
};

const git = promisify(execFile);

/** A repository whose folder `code` changed since its last commit. */
async function makeChange(dir: string, code: string): Promise<string> {
  const repository = join(dir, `${code}-repository`);
  const at = { cwd: repository };
  await cp(join(GOLDEN, code, "before"), join(repository, code), { recursive: true });
  await git("git", ["init", "--quiet"], at);
  await git("git", ["add", "."], at);
  await git("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "Before"], at);
  await cp(join(GOLDEN, code, "after"), join(repository, code), { recursive: true });
  return repository;
}

/** Whose problems another command finds. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = { "TS-FMT-001": ["fmt", "--check"], "TS-FMT-002": ["fmt", "--check"] };

/** Where a case needs a thousand lines, its end. */
const SHOWN = 12;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-golden-"));
});
afterAll(() => rm(dir, { recursive: true }));

describe("the command line", () => {
  it.each(Object.keys(PROBLEMS))("says %s with its place and its remedy", async (code) => {
    const generate = GENERATED[code];
    if (generate !== undefined) await mkdir(join(dir, code)).then(() => generate(join(dir, code)));
    const isChange = code.startsWith("TS-CHANGE-");
    const cwd = isChange ? await makeChange(dir, code) : generate === undefined ? GOLDEN : dir;
    const command = COMMANDS[code] ?? (isChange ? ["check", "--against", "HEAD"] : ["check"]);
    const { out } = await runCli([...command, code], { cwd });
    expect(out).toContain(code);
    await expect(`${out.split("\n").slice(-SHOWN).join("\n")}\n`).toMatchFileSnapshot(join(GOLDEN, code, "expected.txt"));
  });

  it("has a case for no other code", async () => {
    expect(Object.keys(PROBLEMS)).toEqual(expect.arrayContaining(await readdir(GOLDEN)));
  });
});
