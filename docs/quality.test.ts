import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findLogicalType } from "#lib/contract/logical-type.ts";
import { CHECK_DEFAULTS } from "#lib/quality/check-defaults.ts";
import { isCompatible } from "#lib/quality/compare-columns.ts";
import { CREDITS, CRITICAL_CAP, SEVERITY_WEIGHTS } from "#lib/quality/score.ts";

const text = readFileSync(new URL("quality.md", import.meta.url), "utf8");

/** Cells of the table whose header begins with this word. */
function rowsBelow(header: string): string[][] {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith("|"));
  return lines.slice(start + 2, end).map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
}

describe("the description of quality", () => {
  it("has every kind of check with its dimension and severity", () => {
    const rows = rowsBelow("kind").map(([kind = "", , dimension, severity]) => [kind.replaceAll("`", ""), { dimension, severity }]);
    expect(Object.fromEntries(rows)).toEqual(CHECK_DEFAULTS);
  });

  it("has the weights, credits and the cap of the score", () => {
    const numbers = (header: string) => Object.fromEntries(rowsBelow(header).map(([name = "", value]) => [name, Number(value)]));
    expect(numbers("severity")).toEqual(SEVERITY_WEIGHTS);
    expect({ ...numbers("result"), error: null, skipped: null }).toEqual(CREDITS);
    expect(text).toContain(`at most **${CRITICAL_CAP}**`);
  });

  it.each(rowsBelow("promised").flatMap(([promised = "", kept = ""]) => kept.split(/, (?=`)/).map((found) => [promised, found])))(
    "%s is kept by %s",
    (promised = "", found = "") => {
      const type = promised.replaceAll("`", "");
      const logicalType = findLogicalType(type) ?? "string";
      expect(isCompatible({ type, logicalType }, found.replaceAll("`", ""), true)).toBe(true);
    },
  );
});
