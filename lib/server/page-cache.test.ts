import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { PageCache, type PageRequest, type RenderedPage } from "#lib/server/page-cache.ts";

const page = (scopeKey: string, address = "/"): PageRequest => ({ scopeKey, form: "html", origin: "http://a", address });

/** A renderer whose answers are released by the test. */
function fakeRenderer(make: (request: PageRequest) => Partial<RenderedPage> = () => ({})) {
  const asked: PageRequest[] = [];
  let release = () => {};
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    asked,
    release: () => release(),
    render: async (request: PageRequest): Promise<RenderedPage> => {
      asked.push(request);
      await gate;
      return { status: 200, headers: {}, body: Buffer.from(`page for ${request.scopeKey}`), broken: false, ...make(request) };
    },
  };
}

function opened(options: Partial<ConstructorParameters<typeof PageCache>[0]> = {}, make?: (request: PageRequest) => Partial<RenderedPage>) {
  const renderer = fakeRenderer(make);
  const clock = { now: 0, version: "1" as string | undefined };
  const cache = new PageCache({ render: renderer.render, version: () => clock.version, now: () => clock.now, ...options });
  return { cache, renderer, clock };
}

describe("the page cache", () => {
  it("renders once for each scope, however many ask at the same time, and never mixes scopes", async () => {
    const { cache, renderer } = opened();
    const scopes = ["public", '["everyone","signed-in"]', "all"];
    const answers = Array.from({ length: 300 }, (_, index) => {
      const scope = scopes[index % 3] ?? "";
      return cache.find(page(scope)).then((kept) => ({ scope, text: gunzipSync(kept?.gzipped ?? Buffer.alloc(0)).toString() }));
    });
    renderer.release();
    for (const { scope, text } of await Promise.all(answers)) expect(text).toBe(`page for ${scope}`);
    expect(renderer.asked).toHaveLength(3);
    expect(cache.counts).toEqual({ hit: 0, joined: 297, rendered: 3 });
  });

  it("keeps forms, origins and addresses apart", async () => {
    const { cache, renderer } = opened();
    renderer.release();
    await cache.find(page("public"));
    await cache.find({ ...page("public"), form: "rsc" });
    await cache.find({ ...page("public"), origin: "http://b" });
    await cache.find(page("public", "/terms"));
    await cache.find(page("public"));
    expect(cache.counts).toEqual({ hit: 1, joined: 0, rendered: 4 });
  });

  it("does not keep a page during whose render the catalog moved", async () => {
    const { cache, renderer, clock } = opened();
    const answer = cache.find(page("public"));
    clock.version = "2";
    renderer.release();
    expect((await answer)?.status).toBe(200);
    await cache.find(page("public"));
    expect(cache.counts).toMatchObject({ hit: 0, rendered: 2 });
  });

  it("never lets a request that came after a change join a render that began before it", async () => {
    const { cache, renderer, clock } = opened();
    const before = cache.find(page("public"));
    clock.version = "2";
    const after = cache.find(page("public"));
    renderer.release();
    await Promise.all([before, after]);
    expect(renderer.asked).toHaveLength(2);
  });

  it("serves nothing that was kept for another version, nor once it is too old", async () => {
    const { cache, renderer, clock } = opened({ maxAgeMs: 1_000 });
    renderer.release();
    await cache.find(page("public"));
    clock.now = 999;
    await cache.find(page("public"));
    expect(cache.counts.hit).toBe(1);
    clock.now = 1_000;
    await cache.find(page("public"));
    clock.version = "2";
    await cache.find(page("public"));
    expect(cache.counts).toMatchObject({ hit: 1, rendered: 3 });
  });

  it("is bypassed while changes cannot be heard", async () => {
    const { cache, renderer, clock } = opened();
    renderer.release();
    await cache.find(page("public"));
    clock.version = undefined;
    expect(await cache.find(page("public"))).toBeUndefined();
    expect(cache.counts.rendered).toBe(1);
  });

  it.each([
    ["a page that was not found", { status: 404 }],
    ["a redirect", { status: 308 }],
    ["a page that broke after its status", { broken: true }],
  ])("does not keep %s", async (_case, rendered) => {
    const { cache, renderer } = opened({}, () => rendered);
    renderer.release();
    await cache.find(page("public"));
    await cache.find(page("public"));
    expect(cache.counts).toMatchObject({ hit: 0, rendered: 2 });
  });

  it("stays within its bytes and drops what was not asked for longest", async () => {
    const noise = (seed: string) => Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7919 * (seed.length + 31)) % 251));
    const { cache, renderer } = opened({ maxBytes: 30_000 }, ({ address }) => ({ body: noise(address) }));
    renderer.release();
    for (let index = 0; index < 200; index++) {
      await cache.find(page("public", `/datasets/${"x".repeat(index)}`));
      expect(cache.bytes).toBeLessThanOrEqual(30_000);
    }
    expect(cache.bytes).toBeGreaterThan(0);
    await cache.find(page("public", `/datasets/${"x".repeat(199)}`));
    expect(cache.counts.hit).toBe(1);
    await cache.find(page("public", "/datasets/"));
    expect(cache.counts).toMatchObject({ hit: 1, rendered: 201 });
  });

  it("keeps what is seldom asked for in a small part, so that it pushes out nothing else", async () => {
    const noise = Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7919) % 251));
    const { cache, renderer } = opened({ maxBytes: 200_000 }, () => ({ body: noise }));
    renderer.release();
    await cache.find(page("public", "/datasets/orders"));
    for (let index = 0; index < 300; index++) await cache.find({ ...page("public", `/datasets/orders?at=${index}`), seldom: true });
    expect(cache.bytes).toBeLessThanOrEqual(200_000 / 16 + 5_000);
    await cache.find({ ...page("public", "/datasets/orders?at=299"), seldom: true });
    await cache.find(page("public", "/datasets/orders"));
    expect(cache.counts).toMatchObject({ hit: 2, rendered: 301 });
  });

  it("tries again after a render that failed", async () => {
    let fails = true;
    const cache = new PageCache({
      version: () => "1",
      now: () => 0,
      render: async () => {
        if (fails) throw new Error("no database");
        return { status: 200, headers: {}, body: Buffer.from("fine"), broken: false };
      },
    });
    await expect(cache.find(page("public"))).rejects.toThrow("no database");
    fails = false;
    expect((await cache.find(page("public")))?.status).toBe(200);
  });
});
