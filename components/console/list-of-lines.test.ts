import { expect, test } from "vitest";
import { listOfLines } from "#components/console/list-of-lines.ts";

const ROWS = [{ a: "x\ny" }, { a: "ü😀" }, { a: null }, { a: "," }];
const LINES = new TextEncoder().encode(ROWS.map((row) => `${JSON.stringify(row)}\n`).join(""));

/** An answer that comes in pieces of so many bytes. */
function answerIn(bytes: Uint8Array<ArrayBuffer>, size: number): Response {
  let from = 0;
  const body = new ReadableStream({
    pull: (controller) => {
      if (from >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(from, from + size));
      from += size;
    },
  });
  return new Response(body);
}

test.each([1, 2, 3, 7, 1_000])("lines become one list, whatever pieces they come in: %i bytes", async (size) => {
  const text = await listOfLines(answerIn(LINES, size)).text();
  expect(text).toBe(`[${ROWS.map((row) => JSON.stringify(row)).join(",\n")}]\n`);
  expect(JSON.parse(text)).toEqual(ROWS);
});

test("no line is an empty list", async () => {
  expect(await listOfLines(answerIn(new Uint8Array(), 1)).text()).toBe("[]\n");
});

test("lines that break off are no list", async () => {
  const body = new ReadableStream({
    pull: (controller) => {
      controller.enqueue(LINES.slice(0, 5));
      controller.error(new Error("broken"));
    },
  });
  await expect(listOfLines(new Response(body)).text()).rejects.toThrow("broken");
});
