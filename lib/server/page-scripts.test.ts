import { describe, expect, it } from "vitest";
import { sealPage, withoutNonce } from "#lib/server/page-scripts.ts";
import { inlineHash, newNonce } from "#lib/server/security-headers.ts";

describe("a page that is kept", () => {
  const nonce = newNonce();

  it("names each inline script of the framework by its hash, once, and contains no nonce any more", () => {
    const { html, scripts } = sealPage(
      `<script nonce="${nonce}">one()</script><script src="/a.js" nonce="${nonce}"></script><script nonce="${nonce}">one()</script>` +
        `<script nonce="${nonce}">push("nonce: ${nonce}")</script>`,
      nonce,
    );
    expect(html).not.toContain(nonce);
    expect(html).not.toContain("nonce=");
    expect(scripts).toEqual([inlineHash("one()"), inlineHash('push("nonce: ")')]);
    expect(html).toContain('push("nonce: ")');
  });

  it("does not name a script that somebody smuggled into the page", () => {
    const { scripts } = sealPage(`<p><script>steal()</script></p><script nonce="${"0".repeat(32)}">steal()</script>`, nonce);
    expect(scripts).toEqual([]);
  });

  it("loses the nonce in headers, too", () => {
    expect(withoutNonce(`</a.css>; rel=preload; as="style"; nonce="${nonce}", </b>; rel=preload; nonce="${nonce}"; type="x"`, nonce)).toBe(
      '</a.css>; rel=preload; as="style", </b>; rel=preload; type="x"',
    );
  });
});
