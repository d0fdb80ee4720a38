import { randomBytes } from "node:crypto";

const ACCEPTED = /^[A-Za-z0-9._-]{1,64}$/;

/** The caller's `X-Request-Id` when it is harmless, else 32 hexadecimal digits. */
export function requestIdOf(given: string | readonly string[] | null | undefined): string {
  return typeof given === "string" && ACCEPTED.test(given) ? given : randomBytes(16).toString("hex");
}
