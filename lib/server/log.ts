import pino, { type Logger } from "pino";

export type Log = Logger;

/**
 * What a log line tells of an error. Libraries hang whole connections on theirs, with keys that end sessions; none of that is
 * written.
 */
export function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = "code" in error && (typeof error.code === "string" || typeof error.code === "number") ? { code: error.code } : {};
  return { name, ...code, message, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}

/** One JSON line an event, to standard error, so that standard output stays for the launcher's steps. */
export function openLog(level: "debug" | "info" | "warn" | "error" | "silent"): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describeError },
      redact: ["req.headers.authorization", "req.headers.cookie", "token"],
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
