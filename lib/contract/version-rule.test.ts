import { describe, expect, it } from "vitest";
import type { ContractChange } from "#lib/contract/change.ts";
import type { DatasetStatus } from "#lib/contract/contract.ts";
import { mustHave, parseOrders } from "#lib/contract/testing.ts";
import { announcesBreak, findUnannounced, parseVersion } from "#lib/contract/version-rule.ts";

const plain = mustHave(parseOrders(""));
const contractOf = (version: string | null, status: DatasetStatus = "active") => ({ ...plain, version, status });
const changeOf = (level: ContractChange["level"], message: string): ContractChange => ({
  ...{ level, message, kind: "column.removed", column: null, before: null, after: null },
});
const BREAKS = [changeOf("breaking", "`email` was removed."), changeOf("breaking", "`id` was removed."), changeOf("additive", "x.")];

describe("a version", () => {
  it.each([
    ["1.4.0", "2.0.0", true],
    ["1.4", "v2.0", true],
    ["1.4.0", "1.5.0", false],
    ["2.0.0", "1.0.0", false],
    ["0.4.0", "0.5.0", true],
    ["0.4.0", "0.4.1", false],
    ["0.4.0", "1.0.0", true],
    ["1.9.0", "10.0.0", true],
    ["1.4.0", "2.0.0-rc.1+build", true],
  ])("%s → %s announces a break: %s", (before, after, announces) => {
    const [was, is] = [parseVersion(before), parseVersion(after)];
    if (was === null || is === null) throw new Error("both are versions");
    expect(announcesBreak(was, is)).toBe(announces);
  });

  it.each(["1", "latest", "2024-01-01", "1.x", "", "1.2.3.4", "-1.0"])("%s is none", (text) => {
    expect(parseVersion(text)).toBeNull();
  });
});

describe("a breaking change", () => {
  it("is announced by a raised version, or by a deprecation that was published before", () => {
    expect(findUnannounced(contractOf("1.4.0"), contractOf("2.0.0"), BREAKS)).toBeNull();
    expect(findUnannounced(contractOf("1.4.0", "deprecated"), contractOf("1.4.0", "deprecated"), BREAKS)).toBeNull();
    expect(findUnannounced(contractOf(null, "retired"), null, [])).toBeNull();
  });

  it("is not announced by a deprecation in the same change", () => {
    expect(findUnannounced(contractOf("1.4.0"), contractOf("1.4.0", "deprecated"), BREAKS)).toContain("publish `status: deprecated` first");
  });

  it("needs no announcement in a draft or proposal, which promises nothing yet", () => {
    expect(findUnannounced(contractOf(null, "draft"), contractOf(null), BREAKS)).toBeNull();
    expect(findUnannounced(contractOf(null, "proposed"), null, [])).toBeNull();
  });

  it.each([
    ["1.4.0", "1.4.0", "`version` is still `1.4.0`: raise it to `2.0.0`, or publish `status: deprecated` first."],
    ["1.4.0", "1.5.0", "`version` went from `1.4.0` to only `1.5.0`: raise it to `2.0.0`"],
    ["0.3.1", "0.3.2", "raise it to `0.4.0`"],
    ["1.4.0", null, "`version` is gone: raise it to `2.0.0`"],
    ["1.4.0", "next", "`version` went from `1.4.0` to only `next`"],
    [null, "1.0.0", "The published contract has no `version` that could be raised: publish `status: deprecated` first, or publish"],
    ["summer", "2.0.0", "The published `version` `summer` is not semantic: publish `status: deprecated` first"],
  ])("from version %s to %s says why not, and what to do", (before, after, words) => {
    const sentence = findUnannounced(contractOf(before), contractOf(after), BREAKS);
    expect(sentence).toContain("`email` was removed, and 1 more that breaks readers. ");
    expect(sentence).toContain(words);
  });

  it("is also a removal, which no version can announce", () => {
    expect(findUnannounced(contractOf("1.0.0"), null, [])).toContain(
      "`orders` is removed while active: publish `status: deprecated` first",
    );
  });

  it("is nothing that adds or rewords", () => {
    expect(findUnannounced(contractOf("1.0.0"), contractOf("1.0.0"), [changeOf("additive", "x."), changeOf("editorial", "y.")])).toBeNull();
  });
});
