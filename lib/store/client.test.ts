import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function contents(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".ts")).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")] as const)));
}

it("the client in generated/ is the one that prisma/schema.prisma gives; otherwise run 'npm run generate'", async () => {
  const folder = await mkdtemp(join(tmpdir(), "touchstone-client-"));
  try {
    await cp(join(ROOT, "prisma/schema.prisma"), join(folder, "prisma/schema.prisma"));
    await promisify(execFile)(
      process.execPath,
      [join(ROOT, "node_modules/prisma/build/index.js"), "generate", "--schema", "prisma/schema.prisma"],
      {
        cwd: folder,
        env: { ...process.env, CHECKPOINT_DISABLE: "1", PRISMA_SCHEMA_ENGINE_BINARY: "/bin/true" },
      },
    );
    expect(await contents(join(ROOT, "generated/prisma"))).toEqual(await contents(join(folder, "generated/prisma")));
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
