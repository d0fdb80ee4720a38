import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type RequestListener,
  Server,
} from "node:http";
import type { Readable } from "node:stream";
import { duplexPair } from "node:stream";

export interface InnerRequest {
  readonly method: string;
  /** With its query string. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders | IncomingHttpHeaders;
  readonly body?: Readable;
  readonly signal: AbortSignal;
}

/** Asks the framework. The answer's body must be read or destroyed. Rejects when `signal` aborts before there is an answer. */
export type Inner = (request: InnerRequest) => Promise<IncomingMessage>;

/** The front takes fewer, and what it adds must fit too. */
const MAX_HEADER_BYTES = 131_072;

/**
 * A way to a request handler that has no port: an HTTP server that never listens is handed one end of a pair of streams, and the
 * request is written to the other. So nobody but this process can ask it, and what it answers can be kept, compressed or given
 * other headers before it leaves.
 */
export function openInner(handler: RequestListener): Inner {
  const server = new Server({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0, maxHeaderSize: MAX_HEADER_BYTES }, handler);
  return ({ method, path, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const [near, far] = duplexPair();
      far.on("error", () => far.destroy());
      server.emit("connection", far);
      const request = httpRequest({ method, path, headers, signal, maxHeaderSize: MAX_HEADER_BYTES, createConnection: () => near });
      request.on("response", (response) => {
        response.once("close", () => near.destroy());
        resolve(response);
      });
      request.on("error", (error) => {
        near.destroy();
        reject(error);
      });
      // Whoever went away takes the render with them.
      near.once("close", () => far.destroy());
      if (body === undefined) request.end();
      else body.pipe(request);
    });
}
