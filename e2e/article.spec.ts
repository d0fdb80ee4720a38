import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "./journey.ts";

const ARTICLE = fileURLToPath(new URL("../../shared/fixtures/article", import.meta.url));

test.skip(!existsSync(ARTICLE), `${ARTICLE} is not here`);
test.use(existsSync(ARTICLE) ? { catalog: ARTICLE } : {});

test("a catalog in the short form of the article loads unchanged", async ({ page, request }) => {
  await page.goto("/datasets/customer_segmentation");
  await expect(page.getByText("ML-based customer segments updated daily")).toBeVisible();
  await expect(page.getByText("Updated by 6 AM EST daily").first()).toBeVisible();
  await expect(page.getByRole("heading", { name: "Marketing Campaign Targeting" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Access" })).toContainText("There are no rows to read.");
  expect((await request.get("/v1/customer-segmentation")).status()).toBe(409);
});
