import { AppError } from "#lib/errors.ts";

/** Codes of PostgreSQL, Node and Prisma that mean: not now. The statement itself was right. */
const CODES = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOENT", "ENOTFOUND", "EAI_AGAIN", "EACCES", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH"],
  // connection failures, shutting down, starting, too many connections, disk full, out of memory
  ...["08000", "08001", "08003", "08004", "08006", "57P01", "57P02", "57P03", "53300", "53100", "53200"],
  // cancelled by a timeout: statement, lock, idle in transaction; deadlock
  ...["57014", "55P03", "25P03", "40P01"],
  // wrong password or database
  ...["28000", "28P01", "3D000"],
  ...["P1000", "P1001", "P1002", "P1003", "P1008", "P1010", "P1011", "P1017", "P2024", "P2028", "P2037"],
]);
const KINDS = new Set([
  ...["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections", "TlsConnectionError"],
  ...["AuthenticationFailed", "DatabaseAccessDenied", "DatabaseDoesNotExist"],
]);
// What `pg` throws without a code.
const MESSAGES =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Cannot use a pool after calling end|Client was closed)/;

function isUnavailable(error: unknown, depth = 0): boolean {
  if (typeof error !== "object" || error === null || depth > 5) return false;
  const { code, originalCode, kind, message, cause, meta, driverAdapterError, errors } = error as Record<string, unknown>;
  if ([code, originalCode].some((value) => typeof value === "string" && CODES.has(value))) return true;
  if (typeof kind === "string" && KINDS.has(kind)) return true;
  if (typeof message === "string" && MESSAGES.test(message)) return true;
  const inner = [cause, meta, driverAdapterError, ...(Array.isArray(errors) ? errors : [])];
  return inner.some((value) => isUnavailable(value, depth + 1));
}

/** A database that cannot answer now becomes one plain error; anything else is a defect and stays what it is. */
export function translate(error: unknown): unknown {
  if (error instanceof AppError || !isUnavailable(error)) return error;
  return new AppError("TS-SERVER-002", "The database does not answer right now. Try again in a moment.", {
    cause: error,
    headers: { "Retry-After": "5" },
  });
}
