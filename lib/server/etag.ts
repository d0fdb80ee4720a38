import { createHash } from "node:crypto";

const digest = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("base64url").slice(0, 27);

/** A strong entity tag: of these bytes. */
export function entityTag(bytes: Uint8Array | string): string {
  return `"${digest(bytes)}"`;
}

/** In JSON: an age that grows while nothing happens, and a cursor, which is encrypted anew each time. */
const RESTLESS = /"observedAgeSeconds":\d+|"next":"[\w-]*"/g;

/** A weak entity tag: of what this text says. Two answers that differ only in ages and in the spelling of cursors say the same. */
export function weakTag(text: string): string {
  return `W/"${digest(text.replace(RESTLESS, ""))}"`;
}

/** Whether `If-None-Match` names this tag. Compares weakly, as RFC 9110 asks for, so `W/"a"` and `"a"` are the same. */
export function matchesTag(header: string | null | undefined, tag: string): boolean {
  if (header === null || header === undefined) return false;
  const plain = (text: string) => text.trim().replace(/^W\//, "");
  const wanted = plain(tag);
  return header.split(",").some((entry) => entry.trim() === "*" || plain(entry) === wanted);
}
