import { expect, test } from "./journey.ts";

test("a dataset's page says what was promised and that nothing was observed yet", async ({ page }) => {
  await page.goto("/datasets/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await expect(page.getByText("One row per order, cancelled ones included.")).toBeVisible();
  await expect(page.getByText("Unknown", { exact: true }).first()).toBeVisible();
  await expect(page.getByText("Updated by 6 AM ET on weekdays").first()).toBeVisible();
});

test("its document, columns, examples and owner are on one page", async ({ page }) => {
  await page.goto("/datasets/orders");
  await expect(page.getByRole("region", { name: "About this dataset" })).toContainText("A cancelled order keeps its row.");
  const columns = page.getByRole("region", { name: "Columns" });
  await expect(columns).toContainText("the same in every system, with its leading zeros");
  await expect(columns).toContainText("DECIMAL(12,2)");
  await expect(page.getByRole("heading", { name: "Revenue by status" })).toBeVisible();
  await expect(page.getByText("sum(total)").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "orders@example.com" }).first()).toBeVisible();
});

test("reported scores are shown with their source, apart from what is measured", async ({ page }) => {
  await page.goto("/datasets/customer_activity");
  const quality = page.getByRole("region", { name: "Quality" });
  await expect(quality).toContainText("97.1");
  await expect(quality).toContainText("great-expectations");
});

test("lineage leads to what a dataset is made from", async ({ page }) => {
  await page.goto("/datasets/customer_activity");
  await page.getByRole("region", { name: "Lineage" }).getByRole("link", { name: "Orders" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Lineage" }).getByRole("link", { name: "Customer activity" })).toBeVisible();
});
