import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PipeReader } from "#lib/engine/duckdb/pipe-reader.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-pipe-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What somebody wrote, and a reader of it. */
async function written(sizes: readonly number[], pauses: ReadonlySet<number>): Promise<{ reader: PipeReader; sum: () => Promise<string> }> {
  const path = join(folder, "pipe");
  rmSync(path, { force: true });
  execFileSync("mkfifo", [path]);
  const reader = new PipeReader(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const keeper = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  const sum = createHash("sha256");
  const writing = (async () => {
    const file = await open(path, "w");
    for (const [index, size] of sizes.entries()) {
      const bytes = Buffer.alloc(size, index + 1);
      bytes.writeUInt32LE(index, Math.max(0, size - 4));
      sum.update(bytes);
      await file.writeFile(bytes);
      if (pauses.has(index)) await sleep(4);
    }
    await file.close();
    closeSync(keeper);
    return sum.digest("hex");
  })();
  return { reader, sum: async () => await writing };
}

test.skipIf(process.platform === "win32")("bytes come out as they went in, however they are written, read and given back", async () => {
  const size = fc.oneof(
    fc.integer({ min: 4, max: 5_000 }),
    fc.integer({ min: 4, max: 400_000 }),
    fc.constantFrom(65_536, 131_072, 262_144),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(size, { minLength: 1, maxLength: 25 }),
      fc.uniqueArray(fc.nat(24)),
      fc.constantFrom("keeps", "recycles", "recycles late"),
      fc.boolean(),
      async (sizes, pauses, manner, isSlow) => {
        const { reader, sum } = await written(sizes, new Set(pauses));
        const hash = createHash("sha256");
        const kept: Buffer[] = [];
        let last: Buffer | null = null;
        for await (const chunk of reader as AsyncIterable<Buffer>) {
          if (isSlow) await sleep(3);
          if (manner === "keeps") kept.push(chunk);
          else hash.update(chunk);
          if (manner === "recycles") reader.recycle(chunk);
          if (manner === "recycles late") {
            if (last !== null) reader.recycle(last);
            last = chunk;
          }
        }
        for (const chunk of kept) hash.update(chunk);
        expect(hash.digest("hex")).toBe(await sum());
      },
    ),
    { numRuns: 40, seed: 20261126 },
  );
});

test.skipIf(process.platform === "win32")("a first few bytes do not wait for more", async () => {
  const { reader, sum } = await written([10, 10], new Set([0]));
  const sizes: number[] = [];
  for await (const chunk of reader as AsyncIterable<Buffer>) sizes.push(chunk.length);
  expect(sizes.reduce((total, count) => total + count, 0)).toBe(20);
  await sum();
});

test.skipIf(process.platform === "win32")("a reader who leaves breaks the pipe", async () => {
  const path = join(folder, "left");
  execFileSync("mkfifo", [path]);
  const reader = new PipeReader(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  const file = await open(path, "w");
  reader.destroy();
  await expect(
    (async () => {
      for (;;) {
        await file.write(Buffer.alloc(65_536));
        await sleep(1);
      }
    })(),
  ).rejects.toThrow("EPIPE");
  await file.close();
});
