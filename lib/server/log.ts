import pino, { type Logger } from "pino";

export type Log = Logger;

/** One JSON line an event, to standard error, so that standard output stays for the launcher's steps. */
export function openLog(level: "debug" | "info" | "warn" | "error" | "silent"): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: ["req.headers.authorization", "req.headers.cookie", "token"] },
    pino.destination({ fd: 2, sync: true }),
  );
}
