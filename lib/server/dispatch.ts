import type { Answer } from "#lib/server/front-server.ts";
import type { Inner } from "#lib/server/inner.ts";
import { sendKept } from "#lib/server/kept-page.ts";
import { PageCache } from "#lib/server/page-cache.ts";
import { pageRenderer, type ScopedPageRequest } from "#lib/server/render-page.ts";
import type { Services } from "#lib/server/services.ts";
import { sendUncached } from "#lib/server/uncached-page.ts";
import { Versions } from "#lib/server/versions.ts";

export interface Dispatch {
  readonly answer: Answer;
  readonly methods: (path: string) => readonly string[];
  readonly close: () => Promise<void>;
}

/** Decides who answers a request: the page cache or the framework. */
export async function dispatcher({ env, store, scopes, projection, now }: Services, inner: Inner): Promise<Dispatch> {
  const versions = new Versions();
  const close = await store.listen(versions.onEvent);
  const cache = new PageCache<ScopedPageRequest>({
    render: pageRenderer({ inner, scopes, indexSynced: projection.synced }),
    version: () => versions.current(),
    now: () => now().getTime(),
  });
  return {
    close,
    methods: () => (env.dev ? ["GET", "HEAD", "POST"] : ["GET", "HEAD"]),
    answer: async (exchange) => {
      if (!env.dev && (await sendKept({ cache, store, now }, exchange))) return;
      await sendUncached(inner, exchange, env);
    },
  };
}
