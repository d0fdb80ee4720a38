import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "./journey.ts";

test("a download tells when its file is whole, with its rows and its SHA-256", async ({ page }) => {
  await page.goto("/datasets/orders");
  const menu = page.locator("summary", { hasText: "Export" });
  await menu.click();
  await expect(page.getByText("4 rows", { exact: false }).first()).toBeVisible();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page
      .getByRole("link", { name: /^NDJSON/ })
      .first()
      .click(),
  ]);
  const bytes = await readFile(await download.path());
  const told = page.locator(".export-progress");
  await expect(told).toContainText(`${download.suggestedFilename()} is whole: 4 rows`);
  await expect(told.locator("code")).toHaveText(createHash("sha256").update(bytes).digest("hex"));
  const manifest = await page.request.get((await told.getByRole("link", { name: "Manifest" }).getAttribute("href")) ?? "");
  expect(await manifest.json()).toMatchObject({ dataset: "orders", state: "complete", rows: 4 });
});

test("programs of a page are chosen without a mouse and hold the address of this server", async ({ page, baseURL }) => {
  await page.goto("/datasets/orders");
  const languages = page.getByRole("group", { name: "Rows in the language" });
  await languages.getByRole("radio", { name: "curl" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(languages.getByRole("region", { name: "Rows in Python" })).toContainText(`${baseURL}/api/v1/datasets/orders/rows`);
  await expect(languages.getByRole("region", { name: "Rows in curl" })).toBeHidden();
});

test("the limits are a page for people and JSON for programs", async ({ page, request }) => {
  await page.goto("/limits");
  await expect(page.getByRole("row", { name: /Longest query/ })).toContainText("10 seconds");
  const answer = await request.get("/limits", { headers: { accept: "application/json" } });
  expect(await answer.json()).toMatchObject({ reader: "anonymous" });
});
