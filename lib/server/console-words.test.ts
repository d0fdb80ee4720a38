import { expect, test } from "vitest";
import { FUNCTIONS } from "#components/console/completion/words.ts";
import { functionRefusal } from "#lib/engine/duckdb/gate/functions.ts";

/** Part of the language, so the gate knows it by its shape. */
const SHAPES = ["coalesce"];

test("the console offers no function that the gate refuses", () => {
  const refused = FUNCTIONS.map(([name]) => name).filter((name) => functionRefusal(name) !== null && !SHAPES.includes(name));
  expect(refused).toEqual([]);
});
