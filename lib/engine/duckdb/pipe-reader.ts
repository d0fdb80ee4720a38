/** The reading end of a named pipe as a stream whose memory is used again once its reader gives it back. */
import { Socket } from "node:net";
import { Readable } from "node:stream";

/** A pipe gives no more at once. */
const READ_BYTES = 64 * 1024;
/** Several reads make one chunk: each costs its reader a turn, and the connection a packet. */
const SLAB_BYTES = 4 * READ_BYTES;
/** Chunks that wait for the reader. */
const HIGH_WATER = 4 * SLAB_BYTES;
const MOST_FREE = 8;
/** What was read waits this long for more. */
const GATHER_MS = 2;

/**
 * Chunks are Node's own buffers and may be kept. A reader who is done with one may give it to `recycle`, and must not look at it
 * afterwards: without that, an export makes garbage of its own size, and collecting it costs as much as sending it.
 */
export class PipeReader extends Readable {
  readonly #socket: Socket;
  readonly #free: Buffer[] = [];
  #slab: Buffer = Buffer.allocUnsafeSlow(SLAB_BYTES);
  /** What lies before it in the slab was handed on. */
  #start = 0;
  #filled = 0;
  #gathering: NodeJS.Timeout | null = null;

  constructor(fd: number) {
    super({ highWaterMark: HIGH_WATER });
    this.#socket = new Socket({
      fd,
      readable: true,
      writable: false,
      onread: { buffer: () => this.#slab.subarray(this.#filled), callback: (count) => this.#take(count) },
    });
    this.#socket.on("end", () => {
      this.#handOn();
      this.push(null);
    });
    this.#socket.on("error", (error) => this.destroy(error));
    // After its end the pipe closes at once, while chunks still wait here for their reader.
    this.#socket.on("close", () => {
      if (!this.#socket.readableEnded) this.destroy();
    });
  }

  /** Gives a chunk's memory back. */
  recycle(chunk: Uint8Array): void {
    if (chunk.buffer.byteLength !== SLAB_BYTES || chunk.byteOffset !== 0 || !(chunk.buffer instanceof ArrayBuffer)) return;
    if (this.#free.length < MOST_FREE) this.#free.push(Buffer.from(chunk.buffer));
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#settle();
    this.#socket.destroy();
    done(error);
  }

  /** @returns whether to go on reading */
  #take(count: number): boolean {
    this.#filled += count;
    if (this.#filled > SLAB_BYTES - READ_BYTES) return this.#flush();
    this.#gathering ??= setTimeout(() => {
      if (!this.#handOn()) this.#socket.pause();
    }, GATHER_MS);
    return true;
  }

  /** Hands a copy on. The socket was told already where its next bytes go, so the slab stays as it is. */
  #handOn(): boolean {
    this.#settle();
    if (this.#filled === this.#start || this.destroyed) return true;
    const chunk = Buffer.from(this.#slab.subarray(this.#start, this.#filled));
    this.#start = this.#filled;
    return this.push(chunk);
  }

  /** Hands the slab itself on and takes another one. Only from within the socket's callback, after which it asks for its next place. */
  #flush(): boolean {
    this.#settle();
    const goesOn = this.#start === 0 ? this.push(this.#slab.subarray(0, this.#filled)) : this.#handOn();
    if (this.#start === 0) this.#slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(SLAB_BYTES);
    this.#start = 0;
    this.#filled = 0;
    return goesOn;
  }

  #settle(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#gathering = null;
  }
}
