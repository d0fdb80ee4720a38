import { hash } from "node:crypto";

/** SHA-256 of a file's text in UTF-8, without a byte order mark: 43 characters of base64url. */
export function textDigest(text: string): string {
  return hash("sha256", text, "base64url");
}
