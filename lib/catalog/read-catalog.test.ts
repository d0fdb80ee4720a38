import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_FILE_BYTES } from "#lib/catalog/catalog-file.ts";
import { readCatalog } from "#lib/catalog/read-catalog.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone catalog-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("a catalog folder", () => {
  it("gives every YAML file and document below it, sorted, with paths relative to it", async () => {
    await mkdir(join(dir, "team"));
    await writeFile(join(dir, "team/orders.yaml"), "a: 1");
    await writeFile(join(dir, "b.yml"), "b: 1");
    await writeFile(join(dir, "team/orders.mdx"), "# Orders");
    await writeFile(join(dir, "ignored.json"), "{}");
    await mkdir(join(dir, ".git"));
    await writeFile(join(dir, ".git/config.yaml"), "no: 1");
    const { files, docs, problems } = await readCatalog(dir);
    expect(files).toEqual([
      { path: "b.yml", text: "b: 1" },
      { path: "team/orders.yaml", text: "a: 1" },
    ]);
    expect([...docs]).toEqual([["team/orders.mdx", "# Orders"]]);
    expect(problems).toEqual([]);
  });

  it("refuses a file over 1 MiB, one that is no UTF-8 and a link that leads out, and reads the rest", async () => {
    await writeFile(join(dir, "big.yaml"), "x".repeat(MAX_FILE_BYTES + 1));
    await writeFile(join(dir, "latin1.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xe9, 0x0a]));
    await symlink("/etc/hostname", join(dir, "out.yaml"));
    await symlink(join(dir, "absent"), join(dir, "dangling.yaml"));
    await writeFile(join(dir, "good.yaml"), "a: 1");
    const { files, problems, unreadable } = await readCatalog(dir);
    expect(files.map(({ path }) => path)).toEqual(["good.yaml"]);
    expect(problems.map(({ code, position }) => [position.file, code])).toEqual([
      ["big.yaml", "TS-FILE-002"],
      ["dangling.yaml", "TS-FILE-001"],
      ["latin1.yaml", "TS-FILE-003"],
      ["out.yaml", "TS-FILE-001"],
    ]);
    expect([...unreadable].sort()).toEqual(["big.yaml", "dangling.yaml", "latin1.yaml", "out.yaml"]);
  });

  it("follows a link to a file inside, and waits for no pipe", async () => {
    await mkdir(join(dir, "shared"));
    await writeFile(join(dir, "shared/orders.yaml"), "a: 1");
    await symlink(join(dir, "shared/orders.yaml"), join(dir, "link.yaml"));
    await symlink(join(dir, "shared"), join(dir, "folder.yaml"));
    expect(spawnSync("mkfifo", [join(dir, "pipe")]).status).toBe(0);
    await symlink(join(dir, "pipe"), join(dir, "pipe.yaml"));
    await symlink(join(dir, "loop.yaml"), join(dir, "loop.yaml"));
    const { files, unreadable } = await readCatalog(dir);
    expect(files.map(({ path }) => path)).toEqual(["link.yaml", "shared/orders.yaml"]);
    expect([...unreadable].sort()).toEqual(["loop.yaml", "pipe.yaml"]);
  });

  it("that is missing is the file system's error, so that nobody takes it for an empty catalog", async () => {
    await expect(readCatalog(join(dir, "absent"))).rejects.toMatchObject({ code: "ENOENT" });
  });
});
