import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AxeBuilder } from "@axe-core/playwright";
import type { App } from "./app.ts";
import { expect, test } from "./journey.ts";

const CATALOG = fileURLToPath(new URL("changing-catalog", import.meta.url));
const FIRST = readFileSync(`${CATALOG}/invoices.yaml`, "utf8");
const SECOND = FIRST.replace("1.0.0", "1.1.0").replace("< 24 hours", "< 12 hours");
const THIRD = SECOND.replace("1.1.0", "2.0.0")
  .replace("        - state: STRING (open|paid)\n", "")
  .replace("type: INTEGER", "type: STRING");
const AUTHOR = "Ines <script>";

test.use({ catalog: CATALOG });

/** The third version is what is promised; one server has all its versions, whichever test comes first. */
async function publishVersions(app: App): Promise<void> {
  const headers = { authorization: `Bearer ${app.adminToken}`, "content-type": "application/json" };
  const { page } = await (await fetch(`${app.url}/api/v1/datasets/invoices/history`)).json();
  if (page.total === 3) return;
  for (const [commit, text] of Object.entries({ aaaaaaa2: SECOND, aaaaaaa3: THIRD })) {
    const body = JSON.stringify({ files: { "invoices.yaml": text }, commit: commit.padEnd(40, "0"), author: AUTHOR });
    const response = await fetch(`${app.url}/api/v1/catalog?force=true`, { method: "POST", headers, body });
    expect(response.status, await response.text()).toBe(200);
  }
}

test.beforeEach(({ app }) => publishVersions(app));

test("a dataset's page tells what each version changed, and whether that breaks its readers", async ({ page }) => {
  await page.goto("/datasets/invoices#history");
  const history = page.getByRole("region", { name: "History" });
  const newest = history.getByRole("article", { name: "Version 2.0.0" });
  await expect(newest).toContainText("in force");
  await expect(newest).toContainText(`by ${AUTHOR}`);
  await expect(newest.getByRole("listitem").filter({ hasText: "state was removed." })).toContainText("Breaking");
  await expect(history.getByRole("article", { name: "Version 1.1.0" })).toContainText(
    "It is at most 12 hours old; it was at most 24 hours.",
  );
  await expect(history.getByRole("article", { name: "Version 1.0.0" })).toContainText("First version.");
});

test("any version can be looked at, and says that it is not today's", async ({ page }) => {
  await page.goto("/datasets/invoices");
  await page.getByRole("region", { name: "History" }).getByRole("link", { name: "Look at version 1.0.0" }).click();
  await expect(page).toHaveURL(/\/datasets\/invoices\?at=1\.0\.0$/);
  await expect(page.getByRole("status").filter({ hasText: "You are looking at version 1.0.0" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Columns" })).toContainText("one of open, paid");
  await expect(page.getByRole("region", { name: "Promised then" })).toContainText("less than 24 hours old");
  await expect(page.locator("summary", { hasText: "Export" })).toHaveCount(0);
  await page.getByRole("link", { name: "See today’s" }).click();
  await expect(page).toHaveURL(/\/datasets\/invoices$/);
  await expect(page.getByRole("region", { name: "Columns" })).not.toContainText("one of open, paid");
});

test("a commit leads to what was promised then, and the whole history is a page of its own", async ({ page }) => {
  await page.goto("/datasets/invoices?at=aaaaaaa2");
  await expect(page.getByRole("status").filter({ hasText: "version 1.1.0" })).toBeVisible();
  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link", { name: "History" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "History of Invoices" })).toBeVisible();
  await expect(page.getByRole("article")).toHaveCount(3);
  await page.goto("/datasets/invoices?at=2.0.0");
  await expect(page.getByText("Version 2.0.0 is in force.")).toBeVisible();
});

test.describe("a version that is not there", () => {
  test.use({ goesAstray: true });
  test("is a page that says so, and of a prefix of two commits, asks which", async ({ page }) => {
    const unknown = await page.goto("/datasets/invoices?at=9.9.9");
    expect(unknown?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is no such version." })).toBeVisible();
    expect((await page.goto("/datasets/invoices?at=aaaaaaa"))?.status()).toBe(404);
    await expect(page.getByText("Give more digits.")).toBeVisible();
    await page.getByRole("link", { name: "All its versions" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "History of Invoices" })).toBeVisible();
  });
});

test("feeds are announced, visible, and well formed for a browser", async ({ page }) => {
  await page.goto("/datasets/invoices");
  await expect(page.getByRole("link", { name: "Feed of changes" }).first()).toHaveAttribute("href", "/datasets/invoices/feed.atom");
  const announced = await page
    .locator('link[rel="alternate"][type="application/atom+xml"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  expect(announced).toHaveLength(2);
  for (const address of announced) {
    const response = await page.request.get(address);
    expect([response.status(), response.headers()["content-type"]]).toEqual([200, "application/atom+xml"]);
    const entries = await page.evaluate(
      (text) => {
        const feed = new DOMParser().parseFromString(text, "application/xml");
        if (feed.querySelector("parsererror") !== null) return null;
        return [...feed.querySelectorAll("entry")].map((entry) =>
          [...entry.querySelectorAll("title, author > name")].map((one) => one.textContent),
        );
      },
      await response.text(),
    );
    expect(entries?.[0]).toEqual(["Invoices 2.0.0: 1 breaking and 1 editorial change", AUTHOR]);
    const etag = response.headers()["etag"] ?? "";
    expect((await page.request.get(address, { headers: { "if-none-match": etag } })).status()).toBe(304);
  }
});

test("what a reader may not know of is in no version and no feed", async ({ page, request, app }) => {
  for (const path of [
    "/datasets/invoices",
    "/datasets/invoices/history",
    "/datasets/invoices?at=1.0.0",
    "/datasets/invoices?at=1.1.0",
    "/api/v1/datasets/invoices/history",
    "/api/v1/datasets/invoices?at=1.0.0",
    "/api/v1/datasets/invoices/contract?at=1.0.0",
    "/datasets/invoices/feed.atom",
    "/feed.atom",
  ])
    expect(await (await request.get(path)).text(), path).not.toContain("secret_rebate");
  const headers = { authorization: `Bearer ${await app.tokenOf("audit")}` };
  for (const path of ["/api/v1/datasets/invoices/history", "/datasets/invoices?at=1.0.0", "/feed.atom"])
    expect(await (await request.get(path, { headers })).text(), path).toContain("secret_rebate");
  await page.goto("/datasets/invoices");
});

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 390])
    test(`versions are accessible and fit the screen, ${colorScheme}, ${width} px`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width, height: 900 });
      for (const path of [
        "/datasets/invoices",
        "/datasets/invoices/history",
        "/datasets/invoices?at=1.0.0",
        "/datasets/invoices?at=2.0.0",
      ]) {
        await page.goto(path);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect
          .soft(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
            path,
          )
          .toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(overflow, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
      }
    });
