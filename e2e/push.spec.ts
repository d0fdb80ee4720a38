import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type OwnApp, startApp } from "./app.ts";
import { test as base, expect } from "./journey.ts";

const COMMAND = fileURLToPath(new URL("../lib/cli/touchstone.ts", import.meta.url));

const PARCELS = `data_catalog:
  owners: {warehouse: {title: Warehouse}}
  datasets:
    parcels:
      title: Parcels
      description: One row per parcel that left the warehouse.
      owner: warehouse
      schema: [{parcel_id: BIGINT}]
`;

/** One server of these journeys alone, whose catalog is changed step by step. */
const test = base.extend<object, { readonly app: OwnApp }>({
  app: [
    async ({ catalog }, use) => {
      const app = await startApp(catalog);
      await use(app);
      await app.stop();
    },
    { scope: "worker", timeout: 60_000 },
  ],
});

test.describe.configure({ mode: "serial" });

let folder: string;
test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-e2e-push-"));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

function push({ url, adminToken }: OwnApp, parcels: string): Promise<{ readonly code: number; readonly said: string }> {
  writeFileSync(join(folder, "parcels.yaml"), parcels);
  const env = { ...process.env, FORCE_COLOR: "0", TOUCHSTONE_URL: url, TOUCHSTONE_TOKEN: adminToken };
  return new Promise((resolve) => {
    execFile(process.execPath, [COMMAND, "push", folder], { env }, (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), said: out + err }),
    );
  });
}

test("what is pushed takes the place of the folder's catalog, on pages and in the search", async ({ page, app }) => {
  const { code, said } = await push(app, PARCELS);
  expect(code, said).toBe(0);
  expect(said).toMatch(/New\n {2}parcels\n/);
  await page.goto("/datasets/parcels");
  await expect(page.getByRole("heading", { level: 1, name: "Parcels" })).toBeVisible();
  await expect(async () => {
    await page.goto("/search?q=parcel");
    await expect(page.getByRole("main").getByRole("link", { name: "Parcels" })).toBeVisible({ timeout: 1_000 });
  }).toPass();
});

test("a pushed file that is broken keeps the page, which names the place and says what is wrong", async ({ page, app }) => {
  const { code, said } = await push(app, `${PARCELS}  broken: [\n`);
  expect(code, said).toBe(1);
  await page.goto("/datasets/parcels");
  const banner = page.getByRole("main").locator(".banner", { hasText: "Last good version." });
  await expect(banner).toContainText(/parcels\.yaml:\d+:\d+ \S+/);

  expect((await push(app, PARCELS)).code).toBe(0);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Parcels" })).toBeVisible();
  await expect(banner).toBeHidden();
});

test("what was pushed stays after a restart, which says that the folder is not read", async ({ page, app }) => {
  await app.restart();
  expect(app.log()).toContain("This catalog is published by push; the folder is not read.");
  await page.goto(`${app.url}/datasets/parcels`);
  await expect(page.getByRole("heading", { level: 1, name: "Parcels" })).toBeVisible();
});
