import { expect, test } from "./journey.ts";

test("a dataset's page says what was promised, and whether the data can be used now", async ({ page }) => {
  await page.goto("/datasets/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await expect(page.getByText("One row per order, cancelled ones included.")).toBeVisible();
  // Its data are looked at while the journey goes on.
  await expect(page.getByText(/^(?:Ready|At risk|Broken|Unknown)$/).first()).toBeVisible();
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

test("an example runs where it stands, and leads to the console", async ({ page }) => {
  await page.goto("/datasets/orders");
  const examples = page.getByRole("region", { name: "Examples", exact: true });
  await examples.getByRole("button", { name: "Run here: Revenue by status" }).click();
  await expect(examples.getByRole("status")).toContainText("4 rows");
  const rows = examples.getByRole("table", { name: "Rows of Revenue by status" });
  await expect(rows.getByRole("columnheader")).toHaveText(["statusVARCHAR", "revenueDECIMAL(38,2)"]);
  await expect(rows.getByRole("row").nth(2).getByRole("cell")).toHaveText(["paid", "19.90"]);
  await examples.getByRole("link", { name: "Open in console: Revenue by status" }).click();
  await expect(page.getByRole("textbox", { name: "SQL statement" })).toContainText("GROUP BY status");
});

test.describe("without a connection", () => {
  test.use({ goesAstray: true });

  test("an example says that it was not run, and runs when there is one again", async ({ page, context }) => {
    await page.goto("/datasets/orders");
    const examples = page.getByRole("region", { name: "Examples", exact: true });
    const run = examples.getByRole("button", { name: "Run here: Revenue by status" });
    await context.setOffline(true);
    await run.click();
    await expect(examples.getByText("the server cannot be reached")).toBeVisible();
    await context.setOffline(false);
    await run.click();
    await expect(examples.getByRole("status")).toContainText("4 rows");
    await context.setOffline(true);
    await run.click();
    await expect(examples.getByText("The server cannot be reached.")).toBeVisible();
  });
});
