import type { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import { inlineHash } from "#lib/server/security-headers.ts";

const STYLE = [
  ":root{color-scheme:light dark;background:light-dark(#fdfcfa,#14130f);color:light-dark(#1d1b16,#ece8df)}",
  "body{font:1.0625rem/1.5 system-ui,sans-serif;max-width:38rem;margin:15vh auto;padding:0 1rem}",
  "h1{font:600 1.75rem/1.2 Georgia,serif}a{color:light-dark(#1b4f72,#8ec3e6)}code{font-size:.9em;overflow-wrap:anywhere}",
].join("");

/** Nothing runs in this page and nothing is loaded by it, because nothing may be there to answer. */
export const FAILURE_CSP = `default-src 'none'; style-src ${inlineHash(STYLE)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** For a browser, when no page could be made at all: what happened, what was not lost, and the number to quote. Needs nothing but itself. */
export function failurePage(error: AppError, requestId: string): string {
  const [title, lede] =
    error.status >= 500
      ? [
          "This page could not be made.",
          "Something went wrong on our side. Nothing was changed or lost: reading a page never writes anything.",
        ]
      : [`${error.title}.`, error.message];
  return (
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${escapeHtml(title)} · Touchstone</title><style>${STYLE}</style></head><body><main><h1>${escapeHtml(title)}</h1>` +
    `<p>${escapeHtml(lede)}</p><p><a href="${href.home()}">Home</a></p>` +
    `<p>If it stays, tell the people who run Touchstone this number: <code>${escapeHtml(requestId)}</code></p></main></body></html>`
  );
}

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
