import { describe, expect, it } from "vitest";
import { DATASETS } from "./datasets.ts";
import { dueParts, listParts } from "./parts.ts";
import { newestLoad } from "./schedule.ts";
import { DAY_MS, shopAt } from "./shop.ts";
import { dueSnapshots } from "./write-segmentation.ts";

const ANCHOR = Date.parse("2026-11-22T18:40:00Z");
const shop = shopAt(ANCHOR, 1_000);

function dataset(name: string) {
  const found = DATASETS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

describe("parts", () => {
  it("stay at 24 files at most, each with a name of its own, after ten years", () => {
    for (const each of DATASETS) {
      for (let day = 0; day <= 3_650; day += 73) {
        const parts = listParts(each, shop, newestLoad(each.schedule, ANCHOR + day * DAY_MS));
        expect(parts.length).toBeLessThanOrEqual(24);
        expect(new Set(parts.map((part) => part.file)).size).toBe(parts.length);
      }
    }
  });

  it("follow one another without gap or overlap", () => {
    const windows = listParts(dataset("orders"), shop, newestLoad(dataset("orders").schedule, ANCHOR)).map((part) => part.window);
    expect(windows[0]?.from).toBeLessThanOrEqual(shop.firstDay);
    expect(windows.at(-1)?.to).toBeGreaterThan(ANCHOR);
    for (const [index, window] of windows.entries()) if (index > 0) expect(window.from).toBe(windows[index - 1]?.to);
  });

  it("are written again only while their rows can change", () => {
    const orders = dataset("orders");
    const load = newestLoad(orders.schedule, ANCHOR);
    const files = Object.fromEntries(listParts(orders, shop, load).map((part) => [part.file, 1]));
    const before = { load, loadedAt: "", files };
    expect(dueParts(orders, shop, load, before, () => 1)).toEqual([]);
    // November, and October: its last orders can still be sent back.
    expect(dueParts(orders, shop, load + 1, before, () => 1).map((part) => new Date(part.window.from).toISOString().slice(0, 7))).toEqual([
      "2026-10",
      "2026-11",
    ]);
    expect(dueParts(orders, shop, load, before, (file) => (file === "part-03.parquet" ? null : 1)).map((part) => part.file)).toEqual([
      "part-03.parquet",
    ]);
    expect(dueParts(orders, shop, load, undefined, () => 1)).toHaveLength(14);
  });

  it("takes the last segmentation of each day", () => {
    expect(dueSnapshots(0, 101, 3)).toEqual([97, 99, 101]);
    expect(dueSnapshots(0, 100, 3)).toEqual([97, 99, 100]);
    expect(dueSnapshots(100, 101, 30)).toEqual([101]);
    expect(dueSnapshots(99, 104, 30)).toEqual([101, 103, 104]);
    expect(dueSnapshots(101, 101, 30)).toEqual([]);
  });
});
