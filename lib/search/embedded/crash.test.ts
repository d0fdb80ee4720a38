import { afterEach, describe, expect, it, vi } from "vitest";
import { at, doc, NO_THESAURUS, requestOf, streamOf } from "#lib/search/conformance/fixture.ts";
import { openEmbeddedSearch } from "#lib/search/embedded/embedded.ts";
import type { SearchIndex } from "#lib/search/search.ts";

let index: SearchIndex | null = null;

afterEach(async () => {
  await index?.close();
});

async function open() {
  const warn = vi.fn();
  const opened = await openEmbeddedSearch({ worker: new URL("./fixtures/mortal-worker.ts", import.meta.url), log: { warn } });
  index = opened;
  await opened.rebuild(streamOf([doc("orders")]), at(3), NO_THESAURUS);
  return { opened, warn };
}

async function untilAlive(opened: SearchIndex): Promise<void> {
  await vi.waitUntil(async () => (await opened.health()).state === "building", { timeout: 10_000, interval: 20 });
}

describe("a search thread that dies", () => {
  it("fails requests in flight with a typed error, comes back empty, and takes a rebuild", async () => {
    const { opened, warn } = await open();
    const outcomes = await Promise.allSettled(["die", "orders", "orders"].map((each) => opened.search(requestOf(each))));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: "rejected", reason: { code: "TS-SERVER-002" } });
    await untilAlive(opened);
    expect(await opened.health()).toMatchObject({ documents: 0, checkpoint: null });
    await expect(opened.search(requestOf("orders"))).rejects.toMatchObject({ code: "TS-SERVER-002" });
    await opened.rebuild(streamOf([doc("orders")]), at(4), NO_THESAURUS);
    expect((await opened.search(requestOf("orders"))).total).toBe(1);
    expect(warn).toHaveBeenCalledOnce();
  });

  it("fails a rebuild that was under way, and the next one works", async () => {
    const { opened } = await open();
    async function* source() {
      yield doc("returns");
      await opened.search(requestOf("die")).catch(() => undefined);
      yield doc("shipments");
    }
    await expect(opened.rebuild(source(), at(5), NO_THESAURUS)).rejects.toMatchObject({ code: "TS-SERVER-002" });
    await untilAlive(opened);
    await expect(opened.rebuild(streamOf([doc("returns")]), at(6), NO_THESAURUS)).resolves.toEqual({ documents: 1 });
  });
});

describe("closing", () => {
  it("ends what waits, and can be done twice", async () => {
    const { opened } = await open();
    const asked = Promise.allSettled([opened.search(requestOf("orders")), opened.apply([], at(9))]);
    await opened.close();
    await opened.close();
    expect((await asked).every(({ status }) => status === "rejected")).toBe(true);
    expect((await opened.health()).state).toBe("down");
  });
});
