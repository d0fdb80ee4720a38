/**
 * A small load generator: raw sockets, keep-alive, one request at a time on each. Node's own client costs more than the server
 * that is measured.
 */
import { connect, type Socket } from "node:net";

export interface Load {
  readonly url: string;
  /** Asked for in turn by all connections together, from the first again after the last. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Is posted as JSON; without it the paths are got. */
  readonly body?: string;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds of each request. */
  readonly latencies: readonly number[];
  /** Bytes of one body as on the wire. */
  readonly bytes: number;
}

/** Asks for the paths on loopback until the time is over. Rejects when an answer is not a 200. */
export async function load({ url, paths, connections, ms, headers, body }: Load): Promise<LoadResult> {
  const { hostname, port, host } = new URL(url);
  if (hostname !== "127.0.0.1") throw new Error("load goes to 127.0.0.1 only");
  const sent = { Host: host, ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  const head = Object.entries(sent).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = body === undefined ? "" : `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  const tail = `HTTP/1.1\r\n${head.join("")}${length}\r\n${body ?? ""}`;
  const method = body === undefined ? "GET" : "POST";
  const latencies: number[] = [];
  let bytes = 0;
  let next = 0;
  const began = performance.now();
  const isOver = () => performance.now() - began >= ms;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      try {
        while (!isOver()) {
          const request = `${method} ${paths[next % paths.length]} ${tail}`;
          next += 1;
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

/** What ends a body in chunks. No JSON, and nothing that is packed, has these bytes by accident often enough to matter here. */
const LAST_CHUNK = Buffer.from("\r\n0\r\n\r\n");

/** One request, one answer. @returns the length of the body; of one in chunks, with what frames them */
function askOnce(socket: Socket, request: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let head = "";
    let isChunked = false;
    let body = -1;
    let end = Buffer.alloc(0);
    let length = 0;
    const finish = (settle: () => void) => {
      socket.off("data", take).off("error", fail).off("close", closed);
      settle();
    };
    const fail = (error: Error) => finish(() => reject(error));
    const closed = () => fail(new Error("the server closed the connection"));
    const readBody = (chunk: Buffer) => {
      body += chunk.length;
      if (isChunked) {
        end = Buffer.concat([end, chunk]).subarray(-LAST_CHUNK.length);
        if (end.equals(LAST_CHUNK)) finish(() => resolve(body));
      } else if (body === length) finish(() => resolve(body));
      else if (body > length) fail(new Error("the answer is longer than it says"));
    };
    const take = (chunk: Buffer) => {
      if (body >= 0) return readBody(chunk);
      head += chunk.toString("latin1");
      const at = head.indexOf("\r\n\r\n");
      if (at < 0) return;
      const told = head.slice(0, at);
      isChunked = /\r\ntransfer-encoding: *chunked/i.test(told);
      length = Number(/\r\ncontent-length: *(\d+)/i.exec(told)?.[1]);
      if (!told.startsWith("HTTP/1.1 200 ") || (Number.isNaN(length) && !isChunked)) return fail(new Error(head.slice(0, 2_000)));
      body = 0;
      readBody(Buffer.from(head.slice(at + 4), "latin1"));
    };
    socket.on("data", take).on("error", fail).on("close", closed);
    socket.write(request);
  });
}
