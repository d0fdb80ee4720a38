import { describe, expect, it } from "vitest";
import { startProgress } from "#lib/cli/progress.ts";

function screen(columns = 80) {
  const written: string[] = [];
  let now = 0;
  const progress = startProgress("Reading", 1_000, { write: (text) => written.push(text), columns, clock: () => now });
  return { progress, written, at: (ms: number) => (now = ms) };
}

describe("a progress bar", () => {
  it("is drawn over itself, not too often, and erased", () => {
    const { progress, written, at } = screen();
    at(100);
    progress.update(250);
    at(120);
    progress.update(260);
    at(200);
    progress.update(1_000);
    progress.end();
    progress.end();
    expect(written).toEqual([
      `\r\u001b[2KReading ${"█".repeat(6)}${"░".repeat(18)} 250 of 1,000`,
      `\r\u001b[2KReading ${"█".repeat(24)} 1,000 of 1,000`,
      "\r\u001b[2K",
    ]);
  });

  it("never shows for what is over at once", () => {
    const { progress, written, at } = screen();
    at(20);
    progress.update(1_000);
    progress.end();
    expect(written).toEqual([]);
  });

  it("stays in one line of a narrow terminal, and within the bar", () => {
    const { progress, written, at } = screen(20);
    at(100);
    progress.update(5_000);
    expect(written[0]).toBe(`\r\u001b[2KReading ${"█".repeat(11)}`);
  });
});
