import type { Locator, Page } from "@playwright/test";
import { expect } from "./journey.ts";

/** The console as a person sees it. */
export class ConsolePage {
  readonly page: Page;
  readonly editor: Locator;
  readonly grid: Locator;

  constructor(page: Page) {
    this.page = page;
    this.editor = page.getByRole("textbox", { name: "SQL statement" });
    this.grid = page.getByRole("grid");
  }

  async open(sql = ""): Promise<void> {
    await this.page.goto(`/console${sql === "" ? "" : `#sql=${encodeURIComponent(sql)}`}`);
    await expect(this.editor).toBeFocused();
  }

  run(): Promise<void> {
    return this.page.getByRole("button", { name: "Run" }).click();
  }

  facts(): Locator {
    return this.page.locator(".result-facts");
  }

  cell(row: number, column: number): Locator {
    return this.grid.locator(`td[data-row="${row}"][data-column="${column}"]`);
  }
}

/** What a person would paste now. */
export const clipboardOf = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
