import { inlineHash } from "#lib/server/security-headers.ts";

const SCRIPT = /<script(?=[\s>])([^>]*)>([\s\S]*?)<\/script>/g;

export interface SealedPage {
  readonly html: string;
  /** `'sha256-…'` of each inline script that may run, without repetition. */
  readonly scripts: readonly string[];
}

/**
 * Makes a page that was rendered with a nonce one that can be kept: the nonce, which would be repeated, is taken out, and each inline
 * script that carried it is named by its hash instead. A script without the nonce was not written by the framework and is not named, so
 * keeping a page lets nothing run that could not run before.
 */
export function sealPage(rendered: string, nonce: string): SealedPage {
  const marks = [` nonce="${nonce}"`, `; nonce="${nonce}"`, `nonce="${nonce}"`, nonce];
  const strip = (text: string) => marks.reduce((rest, mark) => rest.replaceAll(mark, ""), text);
  const scripts = new Set<string>();
  for (const [, attributes = "", text = ""] of rendered.matchAll(SCRIPT)) {
    if (attributes.includes(`nonce="${nonce}"`) && !/\ssrc=/.test(attributes)) scripts.add(inlineHash(strip(text)));
  }
  return { html: strip(rendered), scripts: [...scripts] };
}

/** Takes the nonce out of a header such as `Link`. */
export function withoutNonce(header: string, nonce: string): string {
  return header.replaceAll(` nonce="${nonce}";`, "").replaceAll(`; nonce="${nonce}"`, "").replaceAll(nonce, "");
}
