import { expect, test } from "vitest";
import { isTooLongForExcel, sizeWords } from "#components/dataset/data-size.ts";

test.for([
  [{ rows: 404_057, exact: true, bytes: 31_000_000, format: "parquet" }, "404,057 rows, 31 MB as Parquet"],
  [{ rows: 1_034_567, exact: false, bytes: 45_000_000, format: "csv" }, "About 1,000,000 rows, 45 MB as CSV"],
  [{ rows: null, exact: false, bytes: 800, format: "json" }, "Rows unknown, 800 bytes as JSON"],
  [{ rows: 1, exact: true, bytes: null, format: null }, "1 row, size unknown"],
  [null, "Rows and size unknown"],
] as const)("%j is told as %j", ([size, words]) => {
  expect(sizeWords(size)).toBe(words);
});

test("only what certainly does not fit into a sheet is kept from Excel", () => {
  const size = { bytes: null, format: null };
  expect(isTooLongForExcel({ ...size, rows: 1_048_576, exact: true })).toBe(true);
  expect(isTooLongForExcel({ ...size, rows: 1_048_575, exact: true })).toBe(false);
  expect(isTooLongForExcel({ ...size, rows: 5_000_000, exact: false })).toBe(false);
  expect(isTooLongForExcel(null)).toBe(false);
});
