import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { DuckDBInstance } from "@duckdb/node-api";
import { test as base, expect } from "./journey.ts";

const ROWS = 10_000_000;
const CATALOG = `data_catalog:
  sources: {lab: {engine: duckdb, files: .}}
  owners: {lab: {title: Laboratory}}
  datasets:
    traces:
      title: Traces
      description: One row per trace, each as long as the others.
      owner: lab
      source: {source: lab, files: traces.parquet}
      schema: [{trace: STRING}]
      usage_examples: [{name: First traces, sql: "SELECT length(trace) AS letters, NULL AS note FROM traces LIMIT 1000"}]
`;

/** A catalog with data that is small on disk and long as text: nobody waits for the end of its download. */
const test = base.extend<object, { readonly catalog: string }>({
  catalog: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), "touchstone-e2e-long-"));
      chmodSync(folder, 0o755);
      writeFileSync(join(folder, "lab.yaml"), CATALOG);
      const engine = await DuckDBInstance.create(":memory:", { threads: "1" });
      const connection = await engine.connect();
      await connection.run(`COPY (SELECT repeat('~', 400) AS trace FROM range(${ROWS})) TO '${join(folder, "traces.parquet")}'`);
      connection.closeSync();
      engine.closeSync();
      await use(folder);
      rmSync(folder, { recursive: true, force: true });
    },
    { scope: "worker" },
  ],
});

for (const width of [1280, 390]) {
  test(`a download that runs tells how far it is and is ended by a click, and no button moves, ${width} px`, async ({ page }) => {
    // The browser writes as fast as the disk takes it, which slows down everything else on a small machine.
    test.setTimeout(90_000);
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/datasets/traces");
    const actions = page.locator(".actions");
    const before = await actions.boundingBox();
    const menu = page.locator("summary", { hasText: "Export" });
    await menu.click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /^NDJSON/ }).click()]);
    const told = page.locator(".export-progress");
    await expect(told).toContainText(download.suggestedFilename());
    await expect(told).toContainText(/\d+ [MG]B so far\. The whole file has 10,000,000 rows\./);
    expect(await actions.boundingBox()).toEqual(before);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    const [asked] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "DELETE"),
      told.getByRole("button", { name: "Cancel" }).click(),
    ]);
    await expect(told.getByRole("status")).toContainText(/^Cancelled after \d+ [MG]B\. .*it is not whole\.$/);
    expect(await download.failure()).not.toBeNull();
    const manifest = await page.request.get(asked.url());
    expect(await manifest.json()).toMatchObject({ dataset: "traces", state: "cancelled", rows: null, sha256: null });
  });
}

test("of an example's many rows the first ones are shown, and the console has more", async ({ page }) => {
  await page.goto("/datasets/traces");
  await page.getByRole("button", { name: "Run here: First traces" }).click();
  const rows = page.getByRole("table", { name: "Rows of First traces" });
  await expect(rows.getByRole("row")).toHaveCount(21);
  await expect(rows.getByRole("row").nth(1).getByRole("cell")).toHaveText(["400", "NULL"]);
  await expect(page.getByText("First 20 rows")).toBeVisible();
  await page.getByRole("link", { name: "Open in console for more" }).click();
  await expect(page.getByRole("textbox", { name: "SQL statement" })).toContainText("LIMIT 1000");
});
