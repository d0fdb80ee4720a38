import { expect, test } from "vitest";
import { boundsOf, cutOut, isWithin, moved } from "#components/console/grid/selection.ts";

const size = { rows: 40, columns: 3 };

test.for([
  ["ArrowDown", false, { row: 6, column: 1 }],
  ["ArrowUp", true, { row: 0, column: 1 }],
  ["ArrowLeft", false, { row: 5, column: 0 }],
  ["ArrowRight", true, { row: 5, column: 2 }],
  ["Home", true, { row: 0, column: 0 }],
  ["End", false, { row: 5, column: 2 }],
  ["End", true, { row: 39, column: 2 }],
  ["PageUp", false, { row: 0, column: 1 }],
  ["PageDown", false, { row: 20, column: 1 }],
] as const)("%s (far: %s) leads to %j", ([key, far, place]) => {
  expect(moved({ row: 5, column: 1 }, key, far, size)).toEqual(place);
});

test("no key leads out of the grid, and other keys mean nothing", () => {
  expect(moved({ row: 39, column: 2 }, "ArrowDown", false, size)).toEqual({ row: 39, column: 2 });
  expect(moved({ row: 0, column: 0 }, "a", false, size)).toBeNull();
});

test("what is selected backwards is the same rectangle", () => {
  const bounds = boundsOf({ anchor: { row: 2, column: 2 }, active: { row: 1, column: 1 } });
  expect(isWithin(bounds, 1, 2)).toBe(true);
  expect(isWithin(bounds, 0, 2)).toBe(false);
  const table = {
    columns: ["a", "b", "c"].map((name) => ({ name, type: "INTEGER" })),
    rows: [0, 1, 2, 3].map((row) => [row, row + 10, row + 20]),
  };
  expect(cutOut(table, bounds)).toEqual({
    columns: [
      { name: "b", type: "INTEGER" },
      { name: "c", type: "INTEGER" },
    ],
    rows: [
      [11, 21],
      [12, 22],
    ],
  });
});
