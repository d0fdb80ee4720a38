import { describe, expect, it } from "vitest";
import { acceptsGzip, chooseEncoding, chooseType, isText } from "#lib/server/negotiate.ts";

describe("what a client takes", () => {
  it.each([
    ["gzip", true],
    ["br, GZIP;q=0.5", true],
    ["*", true],
    ["gzip;q=0", false],
    ["gzip;q=0, *", false],
    ["*;q=0", false],
    ["br", false],
    ["", false],
    [undefined, false],
    ["gzip;q=banana", false],
  ])("Accept-Encoding %j means gzip: %j", (header, expected) => {
    expect(acceptsGzip(header)).toBe(expected);
  });

  it.each([
    [null, "text/csv"],
    ["*/*", "text/csv"],
    ["text/html,application/xhtml+xml,*/*;q=0.8", "text/csv"],
    ["application/vnd.apache.parquet", "application/vnd.apache.parquet"],
    ["text/*;q=0.2, application/*", "application/vnd.apache.parquet"],
    ["text/csv;q=0, */*", "application/vnd.apache.parquet"],
    ["image/png", undefined],
  ])("Accept %j chooses %j", (header, expected) => {
    expect(chooseType(header, ["text/csv", "application/vnd.apache.parquet"])).toBe(expected);
  });

  it("compresses text and nothing else", () => {
    for (const type of ["text/html; charset=utf-8", "application/json", "application/problem+json", "image/svg+xml", "text/x-component"])
      expect(isText(type), type).toBe(true);
    for (const type of ["image/png", "font/woff2", "application/vnd.apache.parquet", undefined]) expect(isText(type), type).toBe(false);
  });
});

describe("packing on the way", () => {
  it.each([
    [undefined, null],
    ["", null],
    ["br", null],
    ["gzip", "gzip"],
    ["x-gzip", "gzip"],
    ["*", "gzip"],
    ["gzip, deflate, br, zstd", "zstd"],
    ["zstd;q=0.5, gzip;q=0.8", "gzip"],
    ["zstd;q=0, gzip", "gzip"],
    ["gzip;q=0, zstd", "zstd"],
    ["gzip;q=0, *", null],
    ["identity;q=1, *;q=0", null],
  ])("%j is %j", (header, packing) => {
    expect(chooseEncoding(header)).toBe(packing);
  });
});
