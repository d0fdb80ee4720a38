/** Why a URL may not stand in a document; `null`: it may. */
export type UrlFault = "empty" | "unclean" | "protocol-relative" | "scheme" | "credentials" | null;

/** Space, control and direction characters, and the backslash, which browsers read as a slash. */
const UNCLEAN = /[\p{Z}\p{C}\\]/u;
const SCHEME = /^([^/?#:]*):/;
const MARK = /^(?:https?:\/\/[^/?#]+|mailto:[^?]+@)/i;

/**
 * `http`, `https`, `mailto`, a path and `#anchor` may be linked to. What is not clearly one of them is refused: a browser strips
 * and decodes more than anyone remembers, so nothing is decoded or repaired here.
 */
export function faultOfUrl(url: string): UrlFault {
  if (url === "") return "empty";
  if (UNCLEAN.test(url)) return "unclean";
  if (url.startsWith("//")) return "protocol-relative";
  const scheme = SCHEME.exec(url)?.[1];
  if (scheme === undefined) return null;
  if (!/^(?:https?|mailto)$/i.test(scheme) || !MARK.test(url)) return "scheme";
  if (/^http/i.test(scheme) && !URL.canParse(url)) return "scheme";
  return /^https?:\/\/[^/?#]*@/i.test(url) ? "credentials" : null;
}

/** Pictures come over https only: a page must not load them over a line that others can change. */
export function isPictureUrl(url: string): boolean {
  return /^https:\/\//i.test(url) && faultOfUrl(url) === null;
}

/** Leads out of this catalog. */
export function isOutsideUrl(url: string): boolean {
  return SCHEME.test(url);
}
