import { createHash } from "node:crypto";

/** A strong entity tag of these bytes. */
export function entityTag(bytes: Uint8Array | string): string {
  return `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 27)}"`;
}

/** Whether `If-None-Match` names this tag. Compares weakly, as RFC 9110 asks for, so `W/"a"` and `"a"` are the same. */
export function matchesTag(header: string | null | undefined, tag: string): boolean {
  if (header === null || header === undefined) return false;
  const plain = (text: string) => text.trim().replace(/^W\//, "");
  const wanted = plain(tag);
  return header.split(",").some((entry) => entry.trim() === "*" || plain(entry) === wanted);
}
