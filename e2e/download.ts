import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";

/** What a person has on disk after a click. */
export async function downloadBy(page: Page, click: () => Promise<void>): Promise<{ name: string; text: string }> {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  return { name: download.suggestedFilename(), text: await textOf(download) };
}

const textOf = async (download: Download) => readFile(await download.path(), "utf8");

/** Lines of a CSV text without the line end of its last one. */
export const linesOf = (csv: string): string[] => csv.trimEnd().split(/\r?\n/);
