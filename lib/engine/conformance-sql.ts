/** What every engine does with a reader's statement, from the first wall to the last byte. What it keeps to itself is in `conformance-policy.ts`. */
import { describe } from "vitest";
import { copiesStatements } from "#lib/engine/conformance/copies.ts";
import { runsStatements } from "#lib/engine/conformance/runs.ts";
import type { StatementHarness } from "#lib/engine/conformance/statement.ts";
import { stopsStatements } from "#lib/engine/conformance/stops.ts";
import { letsStatementsPass } from "#lib/engine/conformance/wall.ts";
import type { CopyFormat } from "#lib/engine/engine.ts";

export interface SqlHarness extends StatementHarness {
  /** Files that the adapter writes. */
  readonly formats: readonly CopyFormat["format"][];
}

export function runsSql(harness: SqlHarness): void {
  describe("the first wall", () => letsStatementsPass(harness));
  describe("a statement", () => runsStatements(harness));
  describe("a statement's file", () => copiesStatements(harness, harness.formats));
  describe("a statement that is stopped", () => stopsStatements(harness));
}
