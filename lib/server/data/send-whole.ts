import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip, createZstdCompress } from "node:zlib";
import type { CopyStream } from "#lib/engine/engine.ts";
import { writeChunks } from "#lib/server/data/write-chunks.ts";
import type { Exchange } from "#lib/server/exchange.ts";

/** How the bytes are packed: not, on the way only, or as a file that stays packed. */
export type Packing = "none" | "gzip" | "zstd" | "gzip on the way" | "zstd on the way";

/** What went over the connection: rows, and bytes before packing. */
export interface Sent {
  readonly rows: number;
  readonly bytes: number;
}

/** Who watches the bytes of the file as it will lie with its reader: packed if it stays so, and not as it travels. */
export interface FileWatch {
  readonly count: (chunk: Uint8Array) => void;
  /** Headers that come after the last byte, of a file that is whole. */
  readonly trailers: (sent: Sent) => Readonly<Record<string, string>>;
}

export interface SendOptions {
  /** Is called when all bytes but the end itself are out; when it fails, the connection breaks, too. */
  readonly beforeEnd?: (sent: Sent) => Promise<void>;
  readonly file?: FileWatch;
}

/**
 * Sends a stream whole or breaks the connection: a file that was cut short never looks like a complete one. Resolves also when the
 * client went away.
 * @returns what stopped the engine in the middle; the connection is broken then
 */
export async function sendWhole(
  { bytes, done, recycle }: CopyStream,
  packing: Packing,
  { response, signal }: Pick<Exchange, "response" | "signal">,
  { beforeEnd = async () => undefined, file }: SendOptions = {},
): Promise<{ readonly error: unknown } | null> {
  let failure: { readonly error: unknown } | null = null;
  let sent: Sent = { rows: 0, bytes: 0 };
  async function* whole(): AsyncGenerator<Uint8Array> {
    let count = 0;
    try {
      for await (const chunk of bytes as AsyncIterable<Uint8Array>) {
        count += chunk.length;
        yield chunk;
      }
      // The end of the bytes is not the end of the file unless the engine says so.
      const { rows } = await done;
      sent = { rows, bytes: count };
      await beforeEnd(sent);
    } catch (error) {
      if (!signal.aborted) failure = { error };
      throw error;
    }
  }
  async function* watched(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      file?.count(chunk);
      yield chunk;
    }
  }
  // Once the client is gone nobody reads on; an error then must not end the app.
  bytes.on("error", () => {});
  done.catch(() => {});
  // A client that takes nothing must not keep what was called off.
  const options = { end: false, signal };
  try {
    const packer = packerFor(packing);
    if (packer === null) await writeChunks(watched(whole()), { response, bytes, signal, done: (chunk) => recycle?.(chunk) });
    else if (packing.endsWith("on the way")) await pipeline(whole, watched, packer, response, options);
    else await pipeline(whole, packer, watched, response, options);
    if (file !== undefined) response.addTrailers(file.trailers(sent));
    await ended(response);
  } catch (error) {
    if (!signal.aborted && !isClosed(error)) failure ??= { error };
    // A plain close would look like the end to whoever has no chunks, such as a proxy that speaks HTTP/1.0.
    response.socket?.resetAndDestroy();
    response.destroy();
  } finally {
    bytes.destroy();
  }
  return failure;
}

/** What is sent once is packed quickly; what is kept, well. */
function packerFor(packing: Packing): Transform | null {
  switch (packing) {
    case "none":
      return null;
    case "gzip":
      return createGzip({ level: 6 });
    case "gzip on the way":
      return createGzip({ level: 1 });
    case "zstd":
      return createZstdCompress();
    case "zstd on the way":
      return createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  }
}

/** Resolves when the connection has taken the last byte. */
function ended(response: Exchange["response"]): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  if (response.destroyed) reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
  response.once("close", () => {
    if (!response.writableFinished) reject(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
  });
  response.end(resolve);
  return promise;
}

/** The client's end of the connection is gone: no failure of ours. */
function isClosed(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET" || code === "EPIPE";
}
