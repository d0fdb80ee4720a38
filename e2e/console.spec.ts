import { readFile } from "node:fs/promises";
import { ConsolePage, clipboardOf } from "./console.ts";
import { downloadBy, linesOf } from "./download.ts";
import { expect, test } from "./journey.ts";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Nobody waits for its end. */
const ENDLESS = "SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b";

test("an analyst opens an example from its page, runs it and reads rows with their types", async ({ page }) => {
  await page.goto("/datasets/orders");
  await page.getByRole("link", { name: "Open in console: Revenue by status" }).click();
  const desk = new ConsolePage(page);
  await expect(desk.editor).toContainText("GROUP BY status");
  await expect(page.getByText("Opened from a link, not run.")).toBeVisible();
  await desk.run();
  await expect(desk.facts()).toContainText("4 rows");
  await expect(desk.facts().getByRole("link", { name: "orders" })).toHaveAttribute("href", "/datasets/orders");
  await expect(desk.facts()).toContainText(/Ready|At risk|Broken|Unknown/);
  await expect(desk.grid.getByRole("columnheader", { name: /revenue/ })).toContainText("DECIMAL(38,2)");
  await expect(desk.cell(1, 1)).toHaveText("19.90");
});

test("the query button of a page begins with its first rows", async ({ page }) => {
  await page.goto("/datasets/customer_activity");
  await page.getByRole("link", { name: "Query" }).click();
  const desk = new ConsolePage(page);
  await expect(desk.editor).toContainText("FROM customer_activity");
  await desk.run();
  await expect(desk.facts()).toContainText("3 rows");
});

test("NULL, an empty text and the text NULL look different", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT NULL AS a, '' AS b, 'NULL' AS c, 12345678901234567890.12::DECIMAL(38,2) AS d");
  await desk.run();
  await expect(desk.cell(0, 0).locator(".null")).toHaveText("NULL");
  await expect(desk.cell(0, 1).locator(".null")).toHaveText("empty");
  await expect(desk.cell(0, 2).locator(".null")).toHaveCount(0);
  await expect(desk.cell(0, 2)).toHaveText("NULL");
  await expect(desk.cell(0, 3)).toHaveText("12345678901234567890.12");
});

test.describe("what is refused", () => {
  test.use({ goesAstray: true });

  test("is told in a sentence and pointed to in the text", async ({ page }) => {
    const desk = new ConsolePage(page);
    await desk.open("SELECT status, cont(*)\nFROM orders");
    await desk.run();
    const said = page.getByRole("alert").filter({ hasText: "cont" });
    await expect(said).toContainText("There is no function cont that a statement may use; did you mean count?");
    await expect(said).toContainText("TS-QUERY-002");
    await expect(said.locator("code")).toHaveText(/^[0-9a-f]{32}$/);
    await expect(page.locator(".cm-lintRange-error")).toHaveText("cont");
    await said.getByRole("button", { name: "Go to line 1, column 16" }).click();
    await page.keyboard.type("u");
    await expect(desk.editor).toContainText("status, ucont(*)");
  });

  test("is pointed to in the whole text also when only a part of it was run", async ({ page }) => {
    const desk = new ConsolePage(page);
    await desk.open("SELECT 1;\nSELECT total\nFROM ordrs");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+ControlOrMeta+End");
    await page.keyboard.press("ControlOrMeta+Enter");
    await expect(page.locator(".cm-lintRange-error")).toHaveText("ordrs");
  });
});

test("a slow query is stopped with Escape, and the next one runs at once", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open(ENDLESS);
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(page.getByRole("timer")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Stopped", { exact: true })).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("SELECT 41 + 1 AS answer");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(desk.cell(0, 0)).toHaveText("42");
});

test("names of datasets, their columns and business terms are offered while typing", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open();
  await page.keyboard.type("SELECT * FROM attrition");
  const option = page.getByRole("option").filter({ hasText: "customer_activity" }).first();
  await expect(option).toBeVisible();
  await option.click();
  await expect(desk.editor).toHaveText(/FROM customer_activity$/);
  await page.keyboard.type(" a WHERE a.days");
  await page.getByRole("option", { name: /days_silent/ }).waitFor();
  // A list that has just come takes no key for 75 ms, so that nobody chooses what was not read.
  await page.waitForTimeout(300);
  await page.keyboard.press("Enter");
  await expect(desk.editor).toContainText("a.days_silent");
});

test("a result is drawn as bars, and the figures stay in the grid", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT status, total FROM orders WHERE total < 1000");
  await desk.run();
  await page.getByText("Chart", { exact: true }).click();
  await expect(page.getByRole("img", { name: "Bars of total by status: 3 values, from 5.1 to 240." })).toBeVisible();
  await expect(page.locator(".chart-bar")).toHaveCount(3);
  await page.getByText("Grid", { exact: true }).click();
  await expect(desk.grid).toBeVisible();
});

test("a result is taken along as CSV, JSON and Parquet", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT order_id, total FROM orders ORDER BY order_id");
  await desk.run();
  const save = async (title: RegExp) => {
    await page.locator("summary", { hasText: "Export" }).click();
    return page.getByRole("button", { name: title }).click();
  };
  const csv = await downloadBy(page, () => save(/^CSV/));
  expect(csv.name).toMatch(/^query-.*\.csv$/);
  expect(linesOf(csv.text)).toEqual(["order_id,total", "0001,19.90", "0002,240.00", "0003,5.10", "0004,1000000.01"]);
  await expect(page.getByText(/^query-.*\.csv, \d+ bytes$/)).toBeVisible();
  const json = await downloadBy(page, () => save(/^JSON/));
  expect(json.name).toMatch(/^query-.*\.json$/);
  expect(JSON.parse(json.text)).toEqual([
    { order_id: "0001", total: "19.90" },
    { order_id: "0002", total: "240.00" },
    { order_id: "0003", total: "5.10" },
    { order_id: "0004", total: "1000000.01" },
  ]);
  const [parquet] = await Promise.all([page.waitForEvent("download"), save(/^Parquet/)]);
  const bytes = await readFile(await parquet.path());
  expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(["PAR1", "PAR1"]);
});

test("a file that comes is cancelled, nothing of it is kept, and the next one comes", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT a.range AS a, b.range AS b FROM range(1000000) a, range(1000000) b");
  await desk.run();
  const downloads: string[] = [];
  page.on("download", (download) => downloads.push(download.suggestedFilename()));
  const save = async () => {
    await page.locator("summary", { hasText: "Export" }).click();
    await page.getByRole("button", { name: /^CSV/ }).click();
  };
  await save();
  await expect(page.locator(".file-run")).toContainText(/[1-9].*B/);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Cancelled. Nothing was kept.")).toBeVisible();
  await expect(page.locator(".file-run")).toHaveCount(0);
  expect(downloads).toEqual([]);
  await page.keyboard.press("Escape");
  await desk.editor.focus();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("SELECT 1 AS one");
  await desk.run();
  await expect(desk.facts()).toContainText("1 row");
  const file = await downloadBy(page, save);
  expect(linesOf(file.text)).toEqual(["one", "1"]);
});

test("cells, rows and the whole result are copied in the form that is needed", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT order_id, total, NULL AS note FROM orders WHERE total < 100 ORDER BY order_id");
  await desk.run();
  await desk.cell(1, 1).click();
  await page.keyboard.press("ControlOrMeta+c");
  await expect.poll(() => clipboardOf(page)).toBe("5.10");
  const copy = async (form: RegExp) => {
    await page.locator("summary", { hasText: "Copy" }).click();
    await page.getByRole("button", { name: form }).click();
  };
  await copy(/^INSERT/);
  await expect
    .poll(() => clipboardOf(page))
    .toContain(`INSERT INTO "orders" ("order_id", "total", "note") VALUES\n  ('0001', 19.90, NULL),`);
  await copy(/^Markdown/);
  await expect.poll(() => clipboardOf(page)).toContain("| 0003 | 5.10 | *NULL* |");
  await page.getByRole("rowheader", { name: "2" }).click();
  await copy(/^CSV/);
  await expect.poll(() => clipboardOf(page)).toBe("order_id,total,note\n0003,5.10,\n");
});

test("a link carries a statement to somebody else, who runs it or not", async ({ page, context }) => {
  const long = `SELECT status -- ${"why this is asked ".repeat(60)}\nFROM orders`;
  const desk = new ConsolePage(page);
  await desk.open(long);
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page.getByText("Link copied.")).toBeVisible();
  const link = await clipboardOf(page);
  expect(link).toContain("/console#z=");
  expect(link.length).toBeLessThan(400);

  const other = await context.newPage();
  const sent: string[] = [];
  other.on("request", (request) => sent.push(request.url()));
  await other.goto(link);
  const theirs = new ConsolePage(other);
  await expect(theirs.editor).toContainText("FROM orders");
  await expect(other.getByText("Opened from a link, not run.")).toBeVisible();
  await expect(theirs.grid).toHaveCount(0);
  expect(sent.filter((url) => url.includes("/api/v1/query") || url.includes("#") || url.includes("why"))).toEqual([]);
});

test("what was run is listed in this browser, and can be cleared", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT 7 AS seven");
  await desk.run();
  await expect(desk.cell(0, 0)).toHaveText("7");
  await page.getByRole("button", { name: "History" }).click();
  const list = page.getByRole("region", { name: "What you ran" });
  await page.reload();
  await page.getByRole("button", { name: "History" }).click();
  await expect(list.getByRole("button", { name: /SELECT 7 AS seven/ })).toContainText("1 row");
  await list.getByRole("button", { name: "Clear" }).click();
  await expect(list).toContainText("Nothing yet.");
});

test("without a connection nothing of the text is lost", async ({ page, context }) => {
  const other = await context.newPage();
  const desk = new ConsolePage(other);
  await desk.open();
  await other.keyboard.type("SELECT 1 AS one");
  await context.setOffline(true);
  await desk.run();
  await expect(other.getByText("The server cannot be reached.")).toBeVisible();
  await context.setOffline(false);
  await other.reload();
  await expect(desk.editor).toHaveText("SELECT 1 AS one");
  await desk.run();
  await expect(desk.cell(0, 0)).toHaveText("1");
  await page.close();
});

test("somebody without a mouse writes, runs, reads and copies", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open();
  await page.keyboard.type("SELECT 8 / 2 AS half, 'x/y' AS path");
  await expect(desk.editor).toHaveText("SELECT 8 / 2 AS half, 'x/y' AS path");
  await page.keyboard.press("ControlOrMeta+Enter");
  await desk.grid.waitFor();
  const isAtGrid = () => desk.grid.evaluate((grid) => grid === document.activeElement);
  for (let stops = 0; stops < 25 && !(await isAtGrid()); stops += 1) await page.keyboard.press("Tab");
  await expect(desk.grid).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(desk.cell(0, 1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ControlOrMeta+c");
  await expect.poll(() => clipboardOf(page)).toBe("x/y");
});

test("a statement is shown as a program, and how it would be run", async ({ page }) => {
  const desk = new ConsolePage(page);
  await desk.open("SELECT count(*) FROM orders");
  await page.getByRole("button", { name: "Code" }).click();
  const programs = page.getByRole("region", { name: "The same from a program" });
  await expect(programs).toContainText("curl -sS");
  await programs.getByText("pandas", { exact: true }).click();
  await expect(programs.getByRole("region", { name: "The statement in pandas" })).toContainText('sql = "SELECT count(*) FROM orders"');
  await page.getByRole("button", { name: "Explain" }).click();
  await expect(page.getByRole("region", { name: "How it would be run" })).toContainText(/aggregate/i);
});

test.describe("with JavaScript off", () => {
  test.use({ javaScriptEnabled: false });
  test("the console says what it needs and shows the way by curl", async ({ page }) => {
    await page.goto("/console");
    await expect(page.getByRole("heading", { name: "The console needs JavaScript." })).toBeVisible();
    await expect(page.getByRole("region", { name: "A query with curl" })).toContainText("/api/v1/query");
  });
});
