import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ScratchShop } from "./scratch-shop.ts";

const FIRST = "2026-11-22T18:40:00Z";
const NEXT_DAY = "2026-11-23T19:05:00Z";
const template = new ScratchShop();
const shops: ScratchShop[] = [];

function keep(shop: ScratchShop): ScratchShop {
  shops.push(shop);
  return shop;
}

/** A shop as it is after its first start at `FIRST`. */
const startedShop = () => keep(template.copy());

beforeAll(async () => {
  expect((await template.load(FIRST)).result).toMatchObject({ generated: true, loads: 0 });
}, 60_000);
afterEach(() => {
  for (const shop of shops.splice(0)) shop.remove();
});
afterAll(() => template.remove());

describe("the loader", { timeout: 120_000 }, () => {
  it("makes the same rows from the same seed, and nothing the second time", async () => {
    const again = keep(new ScratchShop());
    await again.load(FIRST);
    expect(await again.content()).toEqual(await template.content());
    expect((await again.load(FIRST)).result).toEqual({ generated: false, loads: 0, files: 0 });
  });

  it("reaches the same rows in one step or in many, and counts each missed load once", async () => {
    const once = startedShop();
    const often = startedShop();
    const whole = (await once.load(NEXT_DAY)).result?.loads ?? 0;
    let loads = 0;
    for (const now of ["2026-11-22T18:41:30Z", "2026-11-22T23:59:59Z", "2026-11-23T05:03:00Z", "2026-11-23T09:45:00Z", NEXT_DAY])
      loads += (await often.load(now)).result?.loads ?? 0;
    expect(whole).toBeGreaterThan(24 * 6 * 2);
    expect(loads).toBe(whole);
    expect(await often.content()).toEqual(await once.content());
  });

  it("loses and doubles nothing when it was killed before it wrote down what it did", async () => {
    const shop = startedShop();
    const state = join(shop.folder, ".state.json");
    const before = readFileSync(state, "utf8");
    await shop.load(NEXT_DAY);
    const content = await shop.content();
    writeFileSync(state, before);
    writeFileSync(join(shop.folder, "orders", "part-11.parquet.99999.tmp"), "half a file");
    await shop.load(NEXT_DAY);
    expect(await shop.content()).toEqual(content);
    expect(shop.files("orders").filter((file) => file.endsWith(".tmp"))).toEqual([]);
  });

  it("goes on after being killed at any moment, and never shows half a file", async () => {
    const whole = startedShop();
    await whole.load(NEXT_DAY);
    const killed = startedShop();
    for (const killAfterMs of [250, 400, 550, 700]) {
      await killed.load(NEXT_DAY, { killAfterMs });
      for (const name of killed.datasets()) await killed.query(`SELECT count(*) FROM {${name}}`);
    }
    expect((await killed.load(NEXT_DAY)).code).toBe(0);
    expect(await killed.content()).toEqual(await whole.content());
  });

  it("mends what was deleted by hand: a file, the state, everything", async () => {
    const shop = startedShop();
    const content = await shop.content();
    rmSync(join(shop.folder, "orders", "part-03.parquet"));
    rmSync(join(shop.folder, "campaigns"), { recursive: true });
    rmSync(join(shop.folder, "customer_segmentation"), { recursive: true });
    expect((await shop.load(FIRST)).result).toMatchObject({ generated: false, files: 2 });
    expect(await shop.content()).toEqual(content);
    rmSync(join(shop.folder, ".state.json"));
    expect((await shop.load(FIRST)).result).toMatchObject({ generated: true });
    rmSync(shop.folder, { recursive: true });
    expect((await shop.load(FIRST)).result).toMatchObject({ generated: true });
    expect(await shop.content()).toEqual(content);
  });

  it("starts anew when the state cannot be read or the size is another", async () => {
    const shop = startedShop();
    writeFileSync(join(shop.folder, ".state.json"), "{");
    expect((await shop.load(FIRST)).result).toMatchObject({ generated: true });
    writeFileSync(join(shop.folder, "orders", "part-17.parquet"), "of another version");
    writeFileSync(join(shop.folder, ".state.json"), JSON.stringify({ version: 999 }));
    await shop.load(FIRST);
    expect(shop.files("orders")).not.toContain("part-17.parquet");
  });

  it("lets others read, whatever the umask, in a folder with any name", async () => {
    const shop = keep(new ScratchShop({ name: `it's "one" [of] *the* {homes} %20 ü` }));
    const end = await shop.load(FIRST, { umask: "077" });
    expect(end.complaint).toBe("");
    expect(statSync(shop.folder).mode & 0o777).toBe(0o755);
    for (const name of shop.datasets()) {
      expect(statSync(join(shop.folder, name)).mode & 0o777).toBe(0o755);
      for (const file of shop.files(name)) expect(statSync(join(shop.folder, name, file)).mode & 0o777).toBe(0o644);
    }
  });

  it("lets one run wait for the other", async () => {
    const shop = keep(new ScratchShop());
    const ends = await Promise.all([shop.load(FIRST), shop.load(FIRST)]);
    expect(ends.map((end) => end.code)).toEqual([0, 0]);
    expect(ends.map((end) => end.result?.generated).sort()).toEqual([false, true]);
  });

  it("keeps 30 snapshots of the segments, beginning with 14", async () => {
    const shop = startedShop();
    expect(await shop.query("SELECT count(DISTINCT snapshot_date), max(snapshot_date) FROM {customer_segmentation_history}")).toEqual([
      ["14", "2026-11-22"],
    ]);
    await shop.load("2026-12-31T12:00:00Z");
    expect(await shop.query("SELECT count(DISTINCT snapshot_date), max(snapshot_date) FROM {customer_segmentation_history}")).toEqual([
      ["30", "2026-12-31"],
    ]);
    expect(
      await shop.query(
        "SELECT count(*) = (SELECT count(*) FROM {customer_segmentation_history} WHERE snapshot_date = '2026-12-31') FROM {customer_segmentation}",
      ),
    ).toEqual([["true"]]);
  });

  it("says in one sentence why it cannot write", async () => {
    const shop = keep(new ScratchShop());
    writeFileSync(join(shop.home, "data"), "in the way");
    const end = await shop.load(FIRST);
    expect(end.code).toBe(1);
    expect(end.complaint.trim().split("\n")).toHaveLength(1);
    expect(readdirSync(shop.home)).toEqual(["data"]);
  });
});
