const LINE_END = 0x0a;
const COMMA = 0x2c;
const BEGIN = new Uint8Array([0x5b]);
const END = new TextEncoder().encode("]\n");

/**
 * JSON lines as one JSON list, written as an export writes it. In UTF-8 the byte of a line end is in no other character, and JSON escapes
 * those in texts, so no line is read.
 */
export function listOfLines(lines: Response): Response {
  let isAfterLine = false;
  const list = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(BEGIN),
    transform: (chunk, controller) => {
      // A line end is written with the line that follows it: the last one has none.
      const list = new Uint8Array(chunk.length * 2 + 2);
      let length = 0;
      for (const byte of chunk) {
        if (isAfterLine) {
          list[length] = COMMA;
          list[length + 1] = LINE_END;
          length += 2;
        }
        isAfterLine = byte === LINE_END;
        if (!isAfterLine) {
          list[length] = byte;
          length += 1;
        }
      }
      if (length > 0) controller.enqueue(list.slice(0, length));
    },
    flush: (controller) => controller.enqueue(END),
  });
  const body = lines.body?.pipeThrough(list) ?? "[]\n";
  return new Response(body, { headers: { "content-type": "application/json" } });
}
