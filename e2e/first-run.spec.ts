import { fileURLToPath } from "node:url";
import { expect, test } from "./journey.ts";

test.use({ catalog: fileURLToPath(new URL("empty-catalog", import.meta.url)) });

test("an empty catalog says what to write, where, and which command", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Your catalog is empty." })).toBeVisible();
  await expect(page.getByText("data_catalog:").first()).toBeVisible();
  await expect(page.getByText("TOUCHSTONE_CATALOG=my-catalog npm start")).toBeVisible();
});
