/**
 * A small load generator: raw sockets, keep-alive, one request at a time on each. Node's own client costs more than the server
 * that is measured. It reads only answers that say their length.
 */
import { connect, type Socket } from "node:net";

export interface Load {
  readonly url: string;
  readonly path: string;
  readonly connections: number;
  readonly ms: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** Bytes of one body as on the wire. */
  readonly bytes: number;
}

/** Asks for one path on loopback until the time is over. Rejects when an answer is not a 200. */
export async function load({ url, path, connections, ms }: Load): Promise<LoadResult> {
  const { hostname, port, host } = new URL(url);
  if (hostname !== "127.0.0.1") throw new Error("load goes to 127.0.0.1 only");
  const request = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n`);
  const latencies: number[] = [];
  let bytes = 0;
  const began = performance.now();
  const isOver = () => performance.now() - began >= ms;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      try {
        while (!isOver()) {
          const asked = performance.now();
          bytes = await askOnce(socket, request);
          latencies.push(performance.now() - asked);
        }
      } finally {
        socket.destroy();
      }
    }),
  );
  return { perSecond: (latencies.length / (performance.now() - began)) * 1_000, latencies, bytes };
}

/** One request, one answer. @returns the length of the body */
function askOnce(socket: Socket, request: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = "";
    let body = -1;
    let missing = 0;
    const finish = (settle: () => void) => {
      socket.off("data", take).off("error", fail).off("close", closed);
      settle();
    };
    const fail = (error: Error) => finish(() => reject(error));
    const closed = () => fail(new Error("the server closed the connection"));
    const take = (chunk: Buffer) => {
      if (body >= 0) missing -= chunk.length;
      else {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1];
        if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) return fail(new Error(head.slice(0, end)));
        body = Number(length);
        missing = body - (head.length - end - 4);
      }
      if (missing === 0) finish(() => resolve(body));
      if (missing < 0) fail(new Error("the answer is longer than it says"));
    };
    socket.on("data", take).on("error", fail).on("close", closed);
    socket.write(request);
  });
}
