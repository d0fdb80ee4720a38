import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NotWritten, replaceFile } from "#lib/cli/replace-file.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "touchstone-replace-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("a file that is replaced", () => {
  it("stays theirs when somebody else has changed it, and nothing is left beside it", async () => {
    const path = join(dir, "a.yaml");
    await writeFile(path, "theirs");
    await expect(replaceFile(path, Buffer.from("before"), "ours")).rejects.toThrow(NotWritten);
    expect(await readFile(path, "utf8")).toBe("theirs");
    expect(await readdir(dir)).toEqual(["a.yaml"]);
  });

  it("is not made again when it is gone", async () => {
    await expect(replaceFile(join(dir, "a.yaml"), Buffer.from("before"), "ours")).rejects.toThrow("It is gone.");
    expect(await readdir(dir)).toEqual([]);
  });

  it("may have a name as long as names may be", async () => {
    const path = join(dir, `${"a".repeat(250)}.yaml`);
    await writeFile(path, "before");
    await replaceFile(path, Buffer.from("before"), "after");
    expect(await readFile(path, "utf8")).toBe("after");
  });
});
