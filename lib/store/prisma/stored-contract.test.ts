import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columnOf, contractOf, promiseOf } from "#lib/store/fixture.ts";
import { readGuards, readVersionChange } from "./stored-change.ts";
import { readAnyContract } from "./stored-contract.ts";

describe("a contract that another version of Touchstone stored", () => {
  it("of today's form is read as it is, with fields that are not known here", () => {
    const contract = contractOf({
      ...{ name: "orders", tier: 2, tags: ["core"], custom: { a: { b: [1, null] } } },
      columns: [columnOf({ name: "id", mask: { as: "hide", except: ["finance"] }, values: ["a"] })],
      promises: [promiseOf({ kind: "range", column: "id", params: { min: 0.5 } })],
    });
    expect(readAnyContract(contract)).toEqual(contract);
    expect(readAnyContract({ ...contract, later: 1 })).toEqual({ ...contract, later: 1 });
  });

  it("without fields that were added since says nothing about them", () => {
    const old = { name: "orders", title: "Orders", description: "All.", columns: [{ name: "id", type: "STRING" }], hash: "a" };
    const read = readAnyContract(old);
    expect(read).toMatchObject({ name: "orders", tags: [], sla: null, monitors: [], doc: null, custom: {} });
    expect(read.columns).toMatchObject([{ name: "id", type: "STRING", mask: null, required: false, logicalType: "string" }]);
  });

  it("never shows more because a protecting word cannot be read", () => {
    const read = readAnyContract({
      columns: [
        { name: "a", mask: "scramble" },
        { name: "b", mask: { as: "shuffle", except: [] } },
      ],
    });
    expect(read.columns.map(({ mask }) => mask)).toEqual([
      { as: "hide", except: [] },
      { as: "hide", except: [] },
    ]);
    expect(read.access).toMatchObject({ visibility: "restricted", data: "restricted", readers: [] });
    expect(readGuards([{ name: "a", except: "nobody" }, { except: [] }, 1])).toEqual([{ name: "a", classification: null, except: [] }]);
  });

  it("is read whatever it is, and so is what changed", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        expect(Array.isArray(readAnyContract(stored).columns)).toBe(true);
        expect(Array.isArray(readAnyContract({ columns: stored, access: stored, sla: stored, checks: [stored] }).columns)).toBe(true);
        expect(Array.isArray(readVersionChange(stored).changes)).toBe(true);
        expect(Array.isArray(readGuards(stored))).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("a change that another version of Touchstone stored", () => {
  it("from before changes were kept has none, and one that cannot be read is left out", () => {
    expect(readVersionChange({ kind: "changed", renamedFrom: null })).toEqual({ kind: "changed", renamedFrom: null, changes: [] });
    const good = { level: "breaking", kind: "x.y", column: null, message: "It broke.", before: null, after: [1] };
    expect(readVersionChange({ kind: "new", changes: [good, { ...good, level: "awful" }, null] })).toEqual({
      ...{ kind: "changed", renamedFrom: null, changes: [good] },
    });
  });
});
