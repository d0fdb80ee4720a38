import { describe, expect, test } from "vitest";
import { canStand, chooseChart } from "#components/console/chart/chart-choice.ts";
import { pointsOf } from "#components/console/chart/points.ts";

const columns = (...types: readonly string[]) => ({ columns: types.map((type, index) => ({ name: `c${index}`, type })) });

describe("the drawing that fits a result", () => {
  test.for([
    [["DATE", "BIGINT"], [["2026-01-01", 1]], { form: "line", x: 0, y: 1 }],
    [["BIGINT", "TIMESTAMP WITH TIME ZONE"], [[1, "2026-01-01T00:00:00Z"]], { form: "line", x: 1, y: 0 }],
    [["VARCHAR", "INTEGER", "DECIMAL(12,2)"], [["a", 1, "2"]], { form: "bar", x: 0, y: 1 }],
    [["VARCHAR", "INTEGER", "TIMESTAMP"], [["a", 1, null]], { form: "bar", x: 0, y: 1 }],
    [["VARCHAR", "INTEGER", "DECIMAL(12,2)"], [["a", null, "2"]], { form: "bar", x: 0, y: 2 }],
    [["BOOLEAN", "HUGEINT"], [[true, "1"]], { form: "bar", x: 0, y: 1 }],
    [["DOUBLE", "DOUBLE"], [[1, 2]], { form: "scatter", x: 0, y: 1 }],
    [["VARCHAR", "VARCHAR"], [["a", "b"]], null],
    [["INTEGER"], [[1]], null],
    [["INTEGER[]", "VARCHAR"], [[[1], "a"]], null],
    [["VARCHAR", "INTEGER"], [], null],
    [[], [], null],
  ] as const)("of %j with %j is %j", ([types, rows, choice]) => {
    expect(chooseChart({ ...columns(...types), rows })).toEqual(choice);
  });

  test("never puts names on the upright axis", () => {
    expect(canStand({ name: "a", type: "VARCHAR" }, "y", "bar")).toBe(false);
    expect(canStand({ name: "a", type: "VARCHAR" }, "x", "line")).toBe(false);
    expect(canStand({ name: "a", type: "VARCHAR" }, "x", "bar")).toBe(true);
  });
});

describe("what is drawn", () => {
  test("are lines from left to right, with times without a zone as UTC and exact figures as near as needed", () => {
    const { points, axis } = pointsOf(
      {
        ...columns("TIMESTAMP", "DECIMAL(38,2)"),
        rows: [
          ["2026-01-02 00:00:00", "12345678901234567890.12"],
          ["2026-01-01T00:00:00Z", "-1.5"],
        ],
      },
      { form: "line", x: 0, y: 1 },
    );
    expect(axis).toBe("time");
    expect(points).toEqual([
      { x: Date.UTC(2026, 0, 1), y: -1.5 },
      { x: Date.UTC(2026, 0, 2), y: Number("12345678901234567890.12") },
    ]);
  });

  test("leaves out what has no place and says how many rows that are", () => {
    const { points, left } = pointsOf(
      {
        ...columns("VARCHAR", "DOUBLE"),
        rows: [
          ["a", 1],
          [null, 2],
          ["b", null],
          ["c", "NaN"],
        ],
      },
      { form: "bar", x: 0, y: 1 },
    );
    expect(points).toEqual([
      { x: "a", y: 1 },
      { x: "NULL", y: 2 },
    ]);
    expect(left).toBe(2);
  });

  test("is cut where bars would be too thin to tell apart", () => {
    const rows = Array.from({ length: 100 }, (_, index) => [`n${index}`, index]);
    expect(pointsOf({ ...columns("VARCHAR", "INTEGER"), rows }, { form: "bar", x: 0, y: 1 })).toMatchObject({ cut: 40, left: 0 });
  });
});
