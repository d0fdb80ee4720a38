import type { ServerResponse } from "node:http";
import type { Readable } from "node:stream";

/**
 * Writes chunks one after the other; each is `done` with once the connection has taken it. Unlike a pipeline it tells when that is,
 * so that the chunk's memory can be used again. Rejects when the connection closes, and when `bytes`, behind the chunks, breaks or
 * `signal` aborts while the connection takes nothing.
 */
export async function writeChunks(
  chunks: AsyncIterable<Uint8Array>,
  { response, bytes, signal, done }: { response: ServerResponse; bytes: Readable; signal: AbortSignal; done: (chunk: Uint8Array) => void },
): Promise<void> {
  let broken: { readonly error: unknown } | null = null;
  let reject: (error: unknown) => void = () => {};
  const breakOff = (error: unknown) => {
    broken ??= { error };
    reject(error);
  };
  const onClose = () => breakOff(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
  response.once("close", onClose);
  const onAbort = () => breakOff(signal.reason);
  bytes.once("error", breakOff);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    for await (const chunk of chunks) {
      await new Promise<void>((resolve, fail) => {
        if (broken !== null) return fail(broken.error);
        if (response.destroyed) return onClose();
        reject = fail;
        response.write(chunk, (error) => (error ? fail(error) : resolve()));
      });
      done(chunk);
    }
  } finally {
    response.off("close", onClose);
    bytes.off("error", breakOff);
    signal.removeEventListener("abort", onAbort);
  }
}
