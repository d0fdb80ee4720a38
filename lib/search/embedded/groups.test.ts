import { expect, it } from "vitest";
import { Groups } from "#lib/search/embedded/groups.ts";

it("keeps documents by value through a renumbering", () => {
  const groups = new Groups();
  groups.add(0, ["a", "b"]);
  groups.add(1, ["b"]);
  groups.add(2, []);
  groups.add(3, ["a", "b"]);
  expect(groups.members("b")).toEqual([0, 1, 3]);
  expect(groups.members("none")).toEqual([]);
  groups.renumber(Int32Array.from([-1, 0, 1, 2]));
  expect(groups.members("a")).toEqual([2]);
  expect(groups.of(2).map((value) => groups.values[value])).toEqual(["a", "b"]);
  expect(groups.of(1)).toEqual([]);
});
