import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "#lib/errors.ts";
import { type Asked, PROBLEM_TYPE, problemOf } from "#lib/server/problem.ts";
import { DATA_CSP } from "#lib/server/security-headers.ts";

/** Ends an answer with an error document. When the answer has begun, only breaking the connection is honest. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, error: AppError, asked: Asked): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(JSON.stringify(problemOf(error, asked)));
  for (const name of response.getHeaderNames()) if (name === "etag" || name.startsWith("content-")) response.removeHeader(name);
  response.writeHead(error.status, {
    ...error.headers,
    "Content-Type": PROBLEM_TYPE,
    "Content-Length": body.length,
    "Content-Security-Policy": DATA_CSP,
    "Cache-Control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
