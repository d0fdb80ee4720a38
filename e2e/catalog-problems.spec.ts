import { expect, test } from "./journey.ts";

test("an administrator sees what is wrong in a file, with its line", async ({ app, browser }) => {
  const context = await browser.newContext({ baseURL: app.url, extraHTTPHeaders: { authorization: `Bearer ${app.adminToken}` } });
  const page = await context.newPage();
  await page.goto("/admin/ingestion");
  await expect(page.getByRole("main")).toContainText("broken.yaml");
  await expect(page.getByRole("main")).toContainText(/broken\.yaml:\d+/);
  await context.close();
});

test.describe("for everybody else", () => {
  test.use({ goesAstray: true });
  test("that page is not there", async ({ page }) => {
    expect((await page.goto("/admin/ingestion"))?.status()).toBe(404);
  });
});
