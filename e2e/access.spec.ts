import { expect, test } from "./journey.ts";

test.describe("a dataset that one may not know of", () => {
  test.use({ goesAstray: true });

  test("has no page, and answers the same as one that does not exist", async ({ page, request }) => {
    const answer = await page.goto("/datasets/margins");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is nothing here." })).toBeVisible();
    for (const path of [
      "/api/v1/datasets/NAME",
      "/api/v1/datasets/NAME/contract",
      "/api/v1/datasets/NAME/history",
      "/datasets/NAME/feed.atom",
      "/api/v1/datasets/NAME/rows",
      "/export/NAME",
      "/v1/NAME",
    ]) {
      const hidden = await request.get(path.replace("NAME", "margins"), { headers: { "x-request-id": "a".repeat(32) } });
      const absent = await request.get(path.replace("NAME", "nothing"), { headers: { "x-request-id": "a".repeat(32) } });
      expect(hidden.status(), path).toBe(404);
      expect((await hidden.text()).replaceAll("margins", "nothing"), path).toBe(await absent.text());
    }
    for (const path of ["/datasets/margins/history", "/datasets/margins?at=1.0.0"]) {
      expect((await page.goto(path))?.status(), path).toBe(404);
      await expect(page.getByRole("heading", { level: 1, name: "There is nothing here." }), path).toBeVisible();
    }
  });
});

test("it is in no hit, suggestion, list or count", async ({ page, request }) => {
  for (const path of [
    "/search?q=margins",
    "/search",
    "/domains/commerce",
    "/owners/finance-team",
    "/",
    "/datasets/orders",
    "/owners",
    "/domains",
  ]) {
    await page.goto(path);
    await expect(page.getByRole("main"), path).not.toContainText(/\bmargins\b(?!”)|closed to everybody but finance/i);
  }
  const search = await (await request.get("/api/v1/search?q=margins")).json();
  expect(search.data.map((hit: { name: string }) => hit.name)).not.toContain("margins");
  const all = await (await request.get("/api/v1/search")).json();
  const commerce = all.facets.domain.find((value: { value: string }) => value.value === "commerce");
  expect(commerce.count).toBe(2);
  const suggest = await (await request.get("/api/v1/suggest?q=marg")).json();
  expect(JSON.stringify(suggest)).not.toContain("argins");
});

test("finance sees it, with its rows", async ({ visitAs }) => {
  const page = await visitAs("finance");
  await page.goto("/datasets/margins");
  await expect(page.getByRole("heading", { level: 1, name: "Margins" })).toBeVisible();
  const rows = await page.request.get("/api/v1/datasets/margins/rows?order=order_id");
  expect((await rows.json()).data).toEqual([
    { order_id: "0001", margin: "4.20" },
    { order_id: "0002", margin: "61.00" },
  ]);
});

test("a dataset that one may see without its data offers to ask for access", async ({ page, request }) => {
  await page.goto("/datasets/payments");
  await expect(page.getByRole("heading", { level: 1, name: "Payments" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Request access" })).toHaveAttribute("href", /^mailto:finance@example\.com/);
  await expect(page.locator("summary", { hasText: "Export" })).toHaveCount(0);
  for (const path of ["/api/v1/datasets/payments/rows", "/export/payments"]) {
    const answer = await request.get(path);
    expect([401, 403], path).toContain(answer.status());
    expect(await answer.text(), path).not.toContain("240.00");
  }
});

test("a dataset for signed-in people appears once somebody is", async ({ request, visitAs }) => {
  expect((await request.get("/datasets/newsletter_readers")).status()).toBe(404);
  const page = await visitAs();
  await page.goto("/search?q=newsletter");
  await expect(page.getByRole("link", { name: "Newsletter readers" })).toBeVisible();
});

test("personal data is masked for readers who are not listed", async ({ request, app }) => {
  const masked = await (await request.get("/api/v1/datasets/customers/rows")).text();
  expect(masked).not.toContain("ana@example.com");
  expect(app.log()).not.toContain("ana@example.com");
});
