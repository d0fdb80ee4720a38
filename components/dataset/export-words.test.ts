import { expect, test } from "vitest";
import { brokenWords, progressWords } from "#components/dataset/export-words.ts";

test.each([
  [{ bytesSent: 0, expectedRows: null }, null, "The first bytes are on their way."],
  [{ bytesSent: 0, expectedRows: 404_067 }, 45e6, "The first bytes are on their way. The whole file has 404,067 rows."],
  [{ bytesSent: 12e6, expectedRows: null }, null, "12 MB so far."],
  [{ bytesSent: 12e6, expectedRows: 1 }, null, "12 MB so far. The whole file has 1 row."],
  [{ bytesSent: 10e6, expectedRows: 404_067 }, 40e6, "10 MB of about 40 MB, about 15 seconds left. The whole file has 404,067 rows."],
  [{ bytesSent: 50e6, expectedRows: null }, 40e6, "50 MB so far."],
])("says how far a download is and only what is known: %j of %s bytes", (manifest, total, words) => {
  expect(progressWords(manifest, total, 5)).toBe(words);
});

test("says that a file is not whole, and why", () => {
  expect(brokenWords({ state: "cancelled", bytesSent: 3e6, problem: null })).toMatch(/^Cancelled after 3 MB\..*not whole\.$/);
  expect(brokenWords({ state: "failed", bytesSent: 3e6, problem: "The source is down." })).toMatch(/not whole\. The source is down\.$/);
  expect(brokenWords({ state: "failed", bytesSent: 3e6, problem: null })).toMatch(/Try again in a moment\.$/);
});
