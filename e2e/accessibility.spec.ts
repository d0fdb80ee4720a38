import { AxeBuilder } from "@axe-core/playwright";
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
  "/docs/errors/TS-API-004",
  "/datasets/nothing_like_it",
];

test.use({ goesAstray: true });

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1280, 390]) {
    test(`no page has an accessibility violation or scrolls sideways, ${colorScheme}, ${width} px`, async ({ page }) => {
      test.setTimeout(120_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      for (const path of PAGES) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
        expect.soft(found, path).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      }
    });
  }
}
