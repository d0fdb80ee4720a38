import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { ConsolePage } from "./console.ts";
import { expect, test } from "./journey.ts";

const PAGES = [
  "/",
  "/search",
  "/search?q=attrition",
  "/search?q=zzzzzzzz",
  "/datasets/orders",
  "/datasets/customer_activity",
  "/datasets/payments",
  "/datasets/orders/history",
  "/datasets/orders?at=no-such-version",
  "/terms",
  "/terms/churn",
  "/owners",
  "/owners/order-team",
  "/domains",
  "/domains/commerce",
  "/incidents",
  "/limits",
  "/console",
  "/docs/errors/TS-API-004",
  "/datasets/nothing_like_it",
];

test.use({ goesAstray: true });

async function examine(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  expect.soft(found, what).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(overflow, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`no page has an accessibility violation or scrolls sideways, ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      for (const path of PAGES) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
        await examine(page, path);
      }
    });

    test(`nothing that a dataset's page unfolds has an accessibility violation or scrolls sideways, ${colorScheme}, ${width} px`, async ({
      page,
    }) => {
      test.setTimeout(60_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/datasets/orders");
      await page.getByRole("button", { name: "Run here: Revenue by status" }).click();
      await page.getByRole("table", { name: "Rows of Revenue by status" }).waitFor();
      await examine(page, "an example that was run");
      await page.locator("summary", { hasText: "Export" }).click();
      await examine(page, "the open menu of exports");
      await page.getByRole("link", { name: /^JSON/ }).click();
      await page.getByText("is whole").waitFor();
      await examine(page, "a download that has ended");
    });

    test(`nothing in the console has an accessibility violation or scrolls sideways, ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      const desk = new ConsolePage(page);
      await desk.open("SELECT *, NULL AS nothing FROM orders");
      await examine(page, "a link that was opened");
      await desk.run();
      await desk.cell(1, 1).click();
      await examine(page, "a result");
      await page.getByText("Chart", { exact: true }).click();
      await page.locator("summary", { hasText: "Copy" }).click();
      await examine(page, "a chart and an open menu");
      await page.getByRole("button", { name: "History" }).click();
      await examine(page, "what was run");
      await page.getByRole("button", { name: "Code" }).click();
      await examine(page, "programs");
      await desk.editor.focus();
      await page.keyboard.press("ControlOrMeta+End");
      await page.keyboard.type(" WHERE totl > 1");
      await page.keyboard.press("ControlOrMeta+Enter");
      await page.getByRole("alert").filter({ hasText: "totl" }).waitFor();
      await examine(page, "a refusal");
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type("SELECT * FROM custo");
      await page.getByRole("option").first().waitFor();
      await examine(page, "suggestions");
    });
  }
}
