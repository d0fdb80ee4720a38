import { pipeline } from "node:stream/promises";
import { createGzip, createZstdCompress } from "node:zlib";
import type { CopyStream } from "#lib/engine/engine.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** How the bytes are packed: not, on the way only, or as a file that stays packed. */
export type Packing = "none" | "gzip on the way" | "gzip" | "zstd";

/** What went over the connection: rows, and bytes before packing. */
export interface Sent {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Sends a stream whole or breaks the connection: a file that was cut short never looks like a complete one. Resolves also when the
 * client went away.
 * @param beforeEnd is called when all bytes but the end itself are out; when it fails, the connection breaks, too
 * @returns what stopped the engine in the middle; the connection is broken then
 */
export async function sendWhole(
  { bytes, done }: CopyStream,
  packing: Packing,
  { response, signal }: Pick<Exchange, "response" | "signal">,
  beforeEnd: (sent: Sent) => Promise<void> = async () => undefined,
): Promise<{ readonly error: unknown } | null> {
  let failure: { readonly error: unknown } | null = null;
  async function* whole(): AsyncGenerator<Uint8Array> {
    let count = 0;
    try {
      for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
        count += chunk.length;
        yield chunk;
      }
      // The end of the bytes is not the end of the file unless the engine says so.
      const { rows } = await done;
      await beforeEnd({ rows, bytes: count });
    } catch (error) {
      if (!signal.aborted) failure = { error };
      // A plain close would look like the end to whoever has no chunks, such as a proxy that speaks HTTP/1.0.
      response.socket?.resetAndDestroy();
      throw error;
    }
  }
  // Once the client is gone nobody reads on; an error then must not end the app.
  bytes.on("error", () => {});
  done.catch(() => {});
  try {
    if (packing === "none") await pipeline(whole, response);
    else await pipeline(whole, packing === "zstd" ? createZstdCompress() : createGzip({ level: packing === "gzip" ? 6 : 1 }), response);
  } catch (error) {
    if (!signal.aborted && !isClosed(error)) failure ??= { error };
    response.destroy();
  } finally {
    bytes.destroy();
  }
  return failure;
}

/** The client's end of the connection is gone: no failure of ours. */
function isClosed(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
