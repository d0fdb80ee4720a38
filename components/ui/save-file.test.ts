import { expect, test } from "vitest";
import { collectFile, fileNameIn } from "#components/ui/save-file.ts";

test("bytes come together as they came, and how many is told on the way", async () => {
  const sizes: number[] = [];
  const pieces = [new Uint8Array(5_000_000).fill(1), new Uint8Array(5_000_000).fill(2), new Uint8Array([3])];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const file = await collectFile(new Response(body, { headers: { "content-type": "text/csv" } }), (bytes) => sizes.push(bytes));
  expect(sizes).toEqual([5_000_000, 10_000_000, 10_000_001]);
  const bytes = new Uint8Array(await file.arrayBuffer());
  expect([bytes.length, bytes[0], bytes[5_000_000], bytes.at(-1), file.type]).toEqual([10_000_001, 1, 2, 3, "text/csv"]);
});

test("an answer that breaks off is no file", async () => {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array([1]));
      controller.error(new Error("broken"));
    },
  });
  await expect(collectFile(new Response(body), () => {})).rejects.toThrow("broken");
});

test.for([
  [`attachment; filename="a_b.csv"; filename*=UTF-8''a%20b.csv`, "a b.csv"],
  [`attachment; filename="orders.csv"`, "orders.csv"],
  ["attachment; filename*=UTF-8''%zz", null],
  ["inline", null],
] as const)("a file sent with %s is called %s", ([header, name]) => {
  expect(fileNameIn(new Response("", { headers: { "content-disposition": header } }))).toBe(name);
});
