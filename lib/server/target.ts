/** What a request asks for, after normalisation. */
export type Target =
  | { readonly kind: "ok"; readonly path: string; readonly query: string }
  /** Another spelling of the same address: dot segments or doubled slashes. */
  | { readonly kind: "elsewhere"; readonly location: string }
  | { readonly kind: "bad" };

/**
 * Reads the request line's target. Accepts the absolute form (`GET http://host/path`), whose host is ignored.
 * `path` begins with exactly one slash, so that it can never be taken for another host. `query` has no question mark.
 */
export function parseTarget(url: string): Target {
  const origin = url.startsWith("/") ? url : url.replace(/^https?:\/\/[^/?#]*/i, "");
  const text = origin === "" || origin.startsWith("?") ? `/${origin}` : origin;
  // Control characters, spaces and backslashes have no place in a target; URL parsers disagree about what they mean.
  if (!text.startsWith("/") || !/^[\x21-\x5b\x5d-\x7e]*$/.test(text)) return { kind: "bad" };
  const [target = "", fragment] = text.split("#", 2);
  if (fragment !== undefined) return { kind: "bad" };
  const at = target.indexOf("?");
  const path = at < 0 ? target : target.slice(0, at);
  const query = at < 0 ? "" : target.slice(at + 1);
  if (!isDecodable(path)) return { kind: "bad" };
  const plain = withoutDots(path.replace(/\/{2,}/g, "/"));
  if (plain !== path) return { kind: "elsewhere", location: plain + (query === "" ? "" : `?${query}`) };
  return { kind: "ok", path, query };
}

/** Every percent sign begins the encoding of UTF-8 text without a null character. */
function isDecodable(path: string): boolean {
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}

/** Resolves `.` and `..`, also when they are written `%2e`. */
function withoutDots(path: string): string {
  const kept: string[] = [];
  for (const [index, segment] of path.split("/").entries()) {
    const plain = segment.replace(/%2e/gi, ".");
    if (index > 0 && plain === "..") kept.splice(Math.max(1, kept.length - 1));
    else if (plain !== ".") kept.push(segment);
  }
  return kept.length < 2 ? "/" : kept.join("/");
}
