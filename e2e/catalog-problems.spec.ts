import { expect, test } from "./journey.ts";

test("a broken file is named with its line, and takes nothing else down", async ({ page }) => {
  await page.goto("/admin/ingestion");
  await expect(page.getByRole("main")).toContainText(/broken\.yaml/);
  await expect(page.getByRole("main")).toContainText("TS-YAML-001");
  await page.goto("/datasets/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
});

test("a problem of a dataset that one may not know of is neither told nor counted", async ({ page }) => {
  await page.goto("/admin/ingestion");
  await expect(page.getByRole("main")).toContainText("Problems of datasets that you may not know of are not listed.");
  await expect(page.getByRole("main")).not.toContainText(/margins|colour|6 added|1 warning/);
});

test("an administrator is told every problem", async ({ app, browser }) => {
  const context = await browser.newContext({ baseURL: app.url, extraHTTPHeaders: { authorization: `Bearer ${app.adminToken}` } });
  const page = await context.newPage();
  await page.goto("/admin/ingestion");
  await expect(page.getByRole("main")).toContainText("colour");
  await expect(page.getByRole("main")).toContainText("6 added");
  await expect(page.getByRole("main")).not.toContainText("not listed");
  await context.close();
});
