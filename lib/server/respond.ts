import type { IncomingMessage, ServerResponse } from "node:http";
import { isInterfacePath } from "#lib/api/routes.ts";
import type { AppError } from "#lib/errors.ts";
import { FAILURE_CSP, failurePage } from "#lib/server/failure-page.ts";
import { type Asked, PROBLEM_TYPE, problemOf } from "#lib/server/problem.ts";
import { DATA_CSP } from "#lib/server/security-headers.ts";

/**
 * Ends an answer with an error: a problem document, or a page where a browser asked for one. When the answer has begun, only breaking
 * the connection is honest.
 */
export function sendError(request: IncomingMessage, response: ServerResponse, error: AppError, asked: Asked): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const page = !isInterfacePath(asked.instance.split("?", 1)[0] ?? "") && /\btext\/html\b/i.test(request.headers.accept ?? "");
  const body = Buffer.from(page ? failurePage(error, asked.requestId) : JSON.stringify(problemOf(error, asked)));
  for (const name of response.getHeaderNames()) if (name === "etag" || name.startsWith("content-")) response.removeHeader(name);
  response.writeHead(error.status, {
    ...error.headers,
    "Content-Type": page ? "text/html; charset=utf-8" : PROBLEM_TYPE,
    "Content-Length": body.length,
    "Content-Security-Policy": page ? FAILURE_CSP : DATA_CSP,
    "Cache-Control": "no-store",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
