import { createHash, randomBytes } from "node:crypto";

/** On every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** For answers that are not pages: nothing in them may run or load anything. */
export const DATA_CSP = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** 32 hexadecimal digits, fresh for each answer. */
export function newNonce(): string {
  return randomBytes(16).toString("hex");
}

/**
 * Content-Security-Policy Level 3. `scripts` are the source expressions that inline scripts need besides `'self'`: a nonce or hashes.
 * Style attributes are allowed, because highlighted code and charts carry them; style elements are not.
 * @param dev React's development build needs `eval`, and its reloading a web socket and style elements.
 */
export function pageCsp(scripts: readonly string[], dev: boolean): string {
  return [
    "default-src 'self'",
    `script-src ${["'self'", ...scripts, ...(dev ? ["'unsafe-eval'"] : [])].join(" ")}`,
    dev ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'; style-src-attr 'unsafe-inline'",
    "img-src 'self' data: https:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** `'sha256-…'` of the text of an inline script or style, as a Content-Security-Policy names it. */
export function inlineHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
