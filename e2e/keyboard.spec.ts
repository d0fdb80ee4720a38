import { expect, test } from "./journey.ts";

test("somebody without a mouse searches, opens a dataset and comes back", async ({ page }) => {
  await page.goto("/terms");
  await page.getByRole("heading", { level: 1, name: "Glossary" }).waitFor();
  await expect(async () => {
    await page.keyboard.press("/");
    await expect(page.getByRole("combobox", { name: "Search the catalog" })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.type("churn");
  await page.keyboard.press("Enter");
  const hit = page.getByRole("article").getByRole("link", { name: "Customer activity" });
  await hit.waitFor();
  await hit.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/datasets\/customer_activity$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/search\?q=churn/);
});

test("the first stop of the Tab key skips the header", async ({ page }) => {
  await page.goto("/datasets/orders");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("suggestions are walked with the arrow keys", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("combobox", { name: "Search datasets, terms, columns and owners" });
  await box.pressSequentially("order");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("listbox")).toBeHidden();
  await expect(box).toBeFocused();
});

test("after a followed link the keyboard goes on at the new page's content", async ({ page }) => {
  await page.goto("/search?q=churn");
  await page.locator(".hit h2 a").first().focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/datasets\//);
  await expect(page.getByRole("main")).toBeFocused();
});
