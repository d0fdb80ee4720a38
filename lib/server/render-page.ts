import type { Scope } from "#lib/policy/scope.ts";
import type { Inner } from "#lib/server/inner.ts";
import { readInnerPage } from "#lib/server/inner-page.ts";
import type { PageRequest, RenderedPage } from "#lib/server/page-cache.ts";
import { sealPage, withoutNonce } from "#lib/server/page-scripts.ts";
import { vary } from "#lib/server/pass-through.ts";
import type { ScopeRegistry } from "#lib/server/scope-registry.ts";
import { newNonce, pageCsp } from "#lib/server/security-headers.ts";
import { FIRST_SCRIPT_HASH } from "#lib/server/uncached-page.ts";

export interface ScopedPageRequest extends PageRequest {
  readonly scope: Scope;
  /** The page shows what the search index says. */
  readonly usesIndex: boolean;
}

export interface RenderDeps {
  readonly inner: Inner;
  readonly scopes: ScopeRegistry;
  /** Resolves when everything that was committed before the call can be found. */
  readonly indexSynced: () => Promise<void>;
}

const PATIENCE_MS = 20_000;
const INDEX_PATIENCE_MS = 2_000;
/** An error that React sent in place of a part of the page, after the status. */
const ERROR_IN_STREAM = /:E\{\\?"digest\\?"|<template data-dgst="/;

/**
 * Renders a page for a scope. No cookie, token or other header of the reader goes in, so nothing personal can come out.
 * The answer says who may keep it and which scripts may run in it.
 */
export function pageRenderer({ inner, scopes, indexSynced }: RenderDeps): (request: ScopedPageRequest) => Promise<RenderedPage> {
  return async ({ scope, form, origin, address, usesIndex }) => {
    const indexed = !usesIndex || (await within(INDEX_PATIENCE_MS, indexSynced()));
    const nonce = newNonce();
    const {
      status,
      headers: given,
      text,
    } = await readInnerPage(inner, {
      path: address,
      headers: {
        ...scopes.headersFor(scope),
        host: new URL(origin).host,
        accept: form === "html" ? "text/html" : "text/x-component",
        "content-security-policy": `script-src 'nonce-${nonce}'`,
        ...(form === "rsc" ? { rsc: "1" } : {}),
      },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const { html, scripts } = sealPage(text, nonce);
    const headers: Record<string, string> = {
      "content-type": given["content-type"] ?? "text/html; charset=utf-8",
      "content-security-policy": pageCsp([FIRST_SCRIPT_HASH, ...scripts.filter((hash) => hash !== FIRST_SCRIPT_HASH)], false),
      "cache-control": status !== 200 ? "no-store" : scope.key === "public" ? "public, max-age=0, must-revalidate" : "private, no-cache",
      vary: vary(given.vary, "Cookie", "Authorization", "Accept-Encoding"),
    };
    const { link, location } = given;
    if (link !== undefined) headers["link"] = withoutNonce([link].flat().join(", "), nonce);
    if (location !== undefined) headers["location"] = location;
    return { status, headers, body: Buffer.from(html), broken: !indexed || ERROR_IN_STREAM.test(html) };
  };
}

/** Whether it resolved in time. */
async function within(ms: number, promise: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  const done = promise.then(
    () => true,
    () => false,
  );
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}
