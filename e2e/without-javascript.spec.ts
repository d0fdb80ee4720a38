import { downloadBy, linesOf } from "./download.ts";
import { expect, test } from "./journey.ts";

test.use({ javaScriptEnabled: false });

test("browsing, searching, filtering and exporting need no JavaScript", async ({ page }) => {
  await page.goto("/");
  const search = page.getByRole("search", { name: "Search datasets, terms, columns and owners" });
  await search.getByRole("combobox").fill("purchase");
  await search.getByRole("combobox").press("Enter");
  await expect(page).toHaveURL(/\/search\?q=purchase/);
  await page.getByRole("article").getByRole("link", { name: "Orders" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await page.locator("summary", { hasText: "Export" }).click();
  const file = await downloadBy(page, () => page.getByRole("link", { name: /^CSV\s*for programs/ }).click());
  expect(linesOf(file.text)).toHaveLength(5);
});

test("filters are a form with a button", async ({ page }) => {
  await page.goto("/search");
  await page.getByRole("checkbox", { name: /^Commerce/ }).check();
  await page.getByRole("button", { name: "Apply filters" }).click();
  await expect(page).toHaveURL(/domain=commerce/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 datasets");
});
