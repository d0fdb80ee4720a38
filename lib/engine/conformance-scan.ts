/** What a scan answers, on every engine. Data is made from SQL in DuckDB's dialect; expectations are counted here, not by an engine. */
import { describe } from "vitest";
import { measuresHold } from "#lib/engine/conformance/measures.ts";
import { profilesHold } from "#lib/engine/conformance/profiles.ts";
import type { ScanHarness } from "#lib/engine/conformance/scan.ts";
import { scansFailGently } from "#lib/engine/conformance/scan-failures.ts";
import { scansAreRight } from "#lib/engine/conformance/scan-property.ts";

export function scansTables(harness: ScanHarness): void {
  describe("a measure", () => measuresHold(harness));
  describe("a profile", () => profilesHold(harness));
  describe("what cannot be measured", () => scansFailGently(harness));
  describe("random rows", () => scansAreRight(harness));
}
