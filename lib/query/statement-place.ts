/** Where in a statement something is: `sql:<line>:<column>`, as `details` of an error carry it. Both count from 1, columns in UTF-16 units. */
import type { ErrorDetail } from "#lib/errors.ts";

export function placeIn(text: string, at: number): ErrorDetail["path"] {
  const before = text.slice(0, Math.max(0, at));
  const line = before.split("\n").length;
  return `sql:${line}:${before.length - before.lastIndexOf("\n")}`;
}

/** `at` is `null` where the place is not known: then the whole statement is meant. */
export function detailAt(text: string, at: number | null, message: string): ErrorDetail {
  return { path: at === null ? "body.sql" : placeIn(text, at), message };
}
