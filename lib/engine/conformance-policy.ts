/**
 * What no engine may give away. Most rules here are about twins: two relations that differ only in what a reader must not see. Whatever
 * is asked of them, the answers are the same, down to the words of the errors; so there is nothing in an answer to learn from.
 */
import { describe } from "vitest";
import { claimsStayValues } from "#lib/engine/conformance/claims.ts";
import { hashesHold } from "#lib/engine/conformance/hash-mask.ts";
import { masksHold } from "#lib/engine/conformance/masks.ts";
import { plansHideSources } from "#lib/engine/conformance/plans.ts";
import { rowPoliciesHold } from "#lib/engine/conformance/row-policies.ts";
import type { StatementHarness } from "#lib/engine/conformance/statement.ts";

export function keepsPolicies(harness: StatementHarness): void {
  describe("a masked column", () => masksHold(harness));
  describe("a hash", () => hashesHold(harness));
  describe("rows under a policy", () => rowPoliciesHold(harness));
  describe("a plan", () => plansHideSources(harness));
  describe("a reader's value", () => claimsStayValues(harness));
}
