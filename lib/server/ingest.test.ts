import { expect, it } from "vitest";
import { AppError } from "#lib/errors.ts";
import { ingestFolder } from "#lib/server/ingest.ts";
import type { Services } from "#lib/server/services.ts";
import type { CatalogState } from "#lib/store/store.ts";

const NOTHING: CatalogState = { revision: 0, publisher: "folder", commit: null, author: null, title: null, publishedAt: null };
const tooMuch = new AppError("TS-PUSH-004", "It needs more memory.");

function ingest(state: Partial<CatalogState>, error: Error) {
  const asked: string[] = [];
  const publisher = {
    folder: async ({ dir }: { dir: string }) => {
      asked.push(dir);
      throw error;
    },
  };
  const services = { env: { catalogDir: "/nowhere" }, store: { state: async () => ({ ...NOTHING, ...state }) }, publisher };
  return { asked, report: ingestFolder(services as unknown as Services) };
}

it("leaves the folder alone once the catalog is pushed, and says so", async () => {
  const { asked, report } = ingest({ publisher: "push" }, tooMuch);
  expect(await report).toMatchObject({ outcome: "skipped", reason: expect.stringContaining("--adopt-folder") });
  expect(asked).toEqual([]);
});

it("lets a server start with what was published before, when the folder needs too much now", async () => {
  expect(await ingest({ revision: 3 }, tooMuch).report).toEqual({ outcome: "skipped", reason: "It needs more memory." });
  await expect(ingest({ revision: 0 }, tooMuch).report).rejects.toBe(tooMuch);
  const other = new Error("disk");
  await expect(ingest({ revision: 3 }, other).report).rejects.toBe(other);
});
