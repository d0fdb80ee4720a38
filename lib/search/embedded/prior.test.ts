import { expect, it } from "vitest";
import { mediansOf, priorOf, priorValue } from "#lib/search/embedded/prior.ts";

const plain = { name: "orders", popularity: 0.5, quality: 0.5, verdict: "unknown", tier: null, status: "active" } as const;
const medians = { popularity: 0.3, quality: 0.9 };
const value = (change: object) => priorValue(priorOf({ ...plain, ...change }), medians);

it("prefers used, good, ready, important datasets, and puts copies and deprecated ones behind", () => {
  expect(value({ popularity: 0.9 })).toBeGreaterThan(value({}));
  expect(value({ quality: 0.9 })).toBeGreaterThan(value({}));
  expect(value({ verdict: "ready" })).toBeGreaterThan(value({ verdict: "at-risk" }));
  expect(value({ verdict: "broken" })).toBeLessThan(value({}));
  expect(value({ tier: 1 })).toBeGreaterThan(value({ tier: 2 }));
  for (const name of ["stg_orders", "orders_bkp_2023", "tmp-orders", "orders_v1", "ORDERS_2021"])
    expect(value({ name })).toBeLessThan(value({ status: "x" }));
  expect(value({ status: "deprecated" })).toBeLessThan(value({ name: "orders_v1" }));
  expect(value({ name: "history_order" })).toBe(value({}));
});

it("counts an unknown figure as the median, never as zero", () => {
  expect(value({ popularity: null })).toBe(value({ popularity: medians.popularity }));
  expect(value({ quality: null })).toBe(value({ quality: medians.quality }));
  expect(mediansOf([0.1, 0.9, 0.4].map((popularity) => priorOf({ ...plain, popularity, quality: null })))).toEqual({
    popularity: 0.4,
    quality: 0.5,
  });
});

it("survives figures that are out of range", () => {
  expect(value({ popularity: Number.NaN })).toBe(value({ popularity: 0 }));
  expect(value({ quality: 94.1 })).toBe(value({ quality: 1 }));
});
