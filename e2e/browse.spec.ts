import { expect, test } from "./journey.ts";

test("a newcomer browses by domain", async ({ page }) => {
  await page.goto("/");
  await page
    .getByRole("navigation", { name: "Domains" })
    .getByRole("link", { name: /Commerce/ })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Commerce" })).toBeVisible();
  await page.getByRole("link", { name: "Orders" }).first().click();
  await expect(page).toHaveURL(/\/datasets\/orders$/);
});

test("a term names its synonyms and the datasets that carry it", async ({ page }) => {
  await page.goto("/terms");
  await page.getByRole("main").getByRole("link", { name: "Churn" }).click();
  await expect(page.getByText("A customer with no order for 90 days.").first()).toBeVisible();
  await expect(page.getByText("attrition, lapsed customers")).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Customer activity" })).toBeVisible();
});

test("an owner's page lists the team's datasets and how to reach it", async ({ page }) => {
  await page.goto("/owners");
  await page.getByRole("main").getByRole("link", { name: "Insight team" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Insight team" })).toBeVisible();
  await expect(page.getByRole("link", { name: "insight@example.com" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "Customers" }).first()).toBeVisible();
});

test("a facet narrows the result and stays in the address", async ({ page }) => {
  await page.goto("/search");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("4 datasets");
  await page.getByRole("checkbox", { name: /^Customers/ }).check();
  await expect(page).toHaveURL(/domain=customers/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("2 datasets");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("4 datasets");
});

test.describe("what is not there", () => {
  test.use({ goesAstray: true });
  test("an address that leads nowhere says so and offers the search", async ({ page }) => {
    const answer = await page.goto("/datasets/nothing_like_it");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is nothing here." })).toBeVisible();
    await expect(page.getByRole("search", { name: "Search for what you expected here" })).toBeVisible();
  });
});

test("a search without a result says what to try", async ({ page }) => {
  await page.goto("/search?q=zzzzzzzz");
  await expect(page.getByRole("heading", { name: "Nothing in the catalog matches" })).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: "glossary" })).toBeVisible();
});
