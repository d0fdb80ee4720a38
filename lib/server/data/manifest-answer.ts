import { parseQuery } from "#lib/api/query.ts";
import { getExport } from "#lib/api/routes/exports.ts";
import type { ManifestBody } from "#lib/api/schemas/manifest.ts";
import { exportCaller, manifestOf } from "#lib/query/manifest.ts";
import { type DataServices, readReader } from "#lib/server/data/reading.ts";
import { sendBody } from "#lib/server/data/send-body.ts";
import { entityTag } from "#lib/server/etag.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { notFound } from "#lib/server/not-found.ts";

/** What is known of an export, to whoever made it; with DELETE, after a running one was asked to end. */
export async function answerManifest(exchange: Exchange, services: DataServices, { id }: { readonly id: string }): Promise<void> {
  parseQuery(getExport.query, exchange.query);
  const { scope } = await readReader(exchange, services);
  const { exports, store, now } = services;
  const caller = exportCaller(scope);
  // The same for an id that never was, for somebody else's, and for an export of a dataset that was hidden from its caller since.
  const mine = await exports.find(id, caller);
  const visible = mine === null ? [] : await store.datasetsById(scope, [mine.datasetId]);
  if (mine === null || visible.length === 0) throw notFound("export", id);
  if (exchange.request.method === "DELETE") await exports.cancel(id, caller);
  const manifest: ManifestBody = manifestOf((await exports.find(id, caller)) ?? mine, now());
  const body = Buffer.from(JSON.stringify(manifest));
  await sendBody(exchange, {
    body,
    contentType: "application/json",
    tag: entityTag(body),
    headers: { "Cache-Control": "private, no-cache", Vary: "Authorization, Cookie, Accept-Encoding" },
  });
}
