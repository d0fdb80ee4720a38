import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "./journey.ts";

const BUDGET = 60 * 1024;
const build = new URL("../.next/", import.meta.url);

/** What every page of this build loads, however empty: React and the router. */
function emptyPage(): number {
  const manifest: { rootMainFiles: string[] } = JSON.parse(readFileSync(new URL("build-manifest.json", build), "utf8"));
  expect(manifest.rootMainFiles.length).toBeGreaterThan(0);
  return manifest.rootMainFiles.reduce((total, file) => total + gzipSync(readFileSync(new URL(file, build))).length, 0);
}

test("a dataset page loads at most 60 KB of JavaScript above an empty page", async ({ page }) => {
  const scripts = new Map<string, Promise<Buffer>>();
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") scripts.set(response.url(), response.body());
  });
  await page.goto("/datasets/orders", { waitUntil: "networkidle" });
  const bodies = await Promise.all(scripts.values());
  expect(bodies.length).toBeGreaterThan(0);
  const weight = bodies.reduce((total, body) => total + gzipSync(body).length, 0);
  expect(weight - emptyPage()).toBeLessThanOrEqual(BUDGET);
});
