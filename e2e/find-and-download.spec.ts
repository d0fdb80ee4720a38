import { downloadBy, linesOf } from "./download.ts";
import { expect, test } from "./journey.ts";

test("an analyst finds churn by its synonym and downloads the file", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("combobox", { name: "Search datasets, terms, columns and owners" });
  await box.fill("attrition");
  await box.press("Enter");

  const hit = page.getByRole("article").filter({ has: page.getByRole("link", { name: "Customer activity" }) });
  await expect(hit).toContainText(/attrition|churn/i);
  await hit.getByRole("link", { name: "Customer activity" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Customer activity" })).toBeVisible();
  await page.locator("summary", { hasText: "Export" }).click();
  const file = await downloadBy(page, () => page.getByRole("link", { name: /^CSV for programs|^CSV\s*for programs/ }).click());

  expect(file.name).toMatch(/^customer_activity.*\.csv$/);
  expect(linesOf(file.text)[0]).toBe("customer_id,days_silent,lapsed,updated_at");
  expect(linesOf(file.text)).toHaveLength(4);
  expect(file.text).toContain("c2,121,true,");
});

test("a word in the suggestions leads straight to its dataset", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("combobox", { name: "Search datasets, terms, columns and owners" });
  await box.pressSequentially("custo");
  await page.getByRole("option", { name: /Customer activity/ }).click();
  await expect(page).toHaveURL(/\/datasets\/customer_activity$/);
});

test("one mistyped letter still finds the dataset", async ({ page }) => {
  await page.goto("/search?q=custmer+activity");
  await expect(page.getByRole("link", { name: "Customer activity" })).toBeVisible();
});

test("keys keep their leading zeros and amounts their cents in rows and files", async ({ request }) => {
  const rows = await request.get("/v1/orders?limit=1&order=order_id");
  expect(rows.status()).toBe(200);
  expect((await rows.json()).data[0]).toMatchObject({ order_id: "0001", total: "19.90" });
  const file = await request.get("/export/orders");
  expect(await file.text()).toContain("0004,c3,placed,1000000.01,");
});
