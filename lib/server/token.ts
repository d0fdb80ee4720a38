import { createHash, randomBytes } from "node:crypto";

const PREFIX = "tst_";
/** 32 random bytes in base64url. */
const BODY = /^tst_[A-Za-z0-9_-]{43}$/;

/** A new API token: `tst_` and 256 random bits. Shown once; only its hash is stored. */
export function newToken(): string {
  return PREFIX + randomBytes(32).toString("base64url");
}

export function isToken(text: string): boolean {
  return BODY.test(text);
}

/** SHA-256 in hexadecimal. A fast hash is right here: the token is random, not chosen by a person. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
