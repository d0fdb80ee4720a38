import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { runQuery } from "#lib/api/routes/query.ts";
import type { QueryAnswerBody, QueryPlanBody } from "#lib/api/schemas/query.ts";
import type { CopyFormat, Limits } from "#lib/engine/engine.ts";
import { CONTENT_TYPES } from "#lib/query/export.ts";
import { type Guarded, passGate } from "#lib/query/gate.ts";
import { saidOf } from "#lib/query/said.ts";
import type { TableStore } from "#lib/query/statement-tables.ts";
import { audited, outcomeOf, type Trail } from "#lib/server/audit/trail.ts";
import { type DataServices, type Reader, readReader } from "#lib/server/data/reading.ts";
import { formRows } from "#lib/server/data/row-form.ts";
import { sendWhole } from "#lib/server/data/send-whole.ts";
import { takeTurn } from "#lib/server/data/take-turn.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { acceptsGzip } from "#lib/server/negotiate.ts";
import { MAX_QUERY_BODY } from "#lib/server/query/query-body.ts";
import { type QueryParams, readQueryParams } from "#lib/server/query/query-params.ts";
import { checkOrigin } from "#lib/server/query/same-origin.ts";
import { type StatementTrust, trustOf } from "#lib/server/query/statement-trust.ts";
import type { AuditedDataset } from "#lib/store/audit.ts";

export type QueryServices = DataServices & { readonly store: TableStore };

export function isQueryRoute(path: string): boolean {
  return path === runQuery.path;
}

/** Longest body for a path, where this route reads it by itself. */
export const queryBodyLimit = (path: string) => (isQueryRoute(path) ? MAX_QUERY_BODY : null);

/** One statement: as rows, as its plan, or as a file. */
export async function answerQuery(exchange: Exchange, services: QueryServices): Promise<void> {
  await audited(exchange, services, "query", async (trail) => {
    checkOrigin(exchange);
    const reader = await readReader(exchange, services);
    trail.by(reader.scope.actor, reader.caller.address);
    const params = await readQueryParams(exchange, reader.maxRows);
    trail.tell({
      action: params.explain ? "explain" : "query",
      format: params.explain ? null : params.format,
      sql: { text: shortened(params.sql, reader.sqlBytes), parameters: params.params.length },
    });
    const turn = await takeTurn(exchange, services, reader.caller, "query");
    try {
      await answerStatement({ exchange, services, reader, params, trail, done: turn.release });
    } finally {
      turn.release();
    }
  });
}

/** A text that is refused for its length is not kept whole. */
const shortened = (text: string, maxBytes: number) => (text.length > maxBytes ? `${text.slice(0, maxBytes)}…` : text);

interface Asked {
  readonly exchange: Exchange;
  readonly services: QueryServices;
  readonly reader: Reader;
  readonly params: QueryParams;
  readonly trail: Trail;
  /** The engine is done: what follows keeps nobody waiting. */
  readonly done: () => void;
}

async function answerStatement(asked: Asked): Promise<void> {
  const { services, reader, params, trail } = asked;
  const { scope, sqlBytes, query: limits } = reader;
  const seen: AuditedDataset[] = [];
  const { vocabulary } = await services.catalog.glossary();
  const { engine, places, store, now, env } = services;
  const guarded = await passGate(
    { engine, places, store, now, vocabulary, secret: env.secret },
    {
      ...{ text: params.sql, params: params.params, scope, maxBytes: sqlBytes, limits },
      seen: (name, record) => {
        seen.push(record === null ? { id: null, name } : { id: record.id, name: record.contract.name });
        trail.tell({ datasets: distinct(seen) });
      },
    },
  );
  trail.tell(saidOf(guarded.datasets));
  const records = guarded.datasets.map(({ record }) => record);
  const trust = trustOf(guarded.datasets, params.require, await services.catalog.trust(scope, records));
  if (params.explain) await sendPlan(asked, guarded, trust);
  else if (params.format === "json" || params.limit !== null) await sendRows(asked, guarded, trust);
  else await sendFile(asked, guarded, trust);
}

function distinct(datasets: readonly AuditedDataset[]): readonly AuditedDataset[] {
  return [...new Map(datasets.map((dataset) => [JSON.stringify([dataset.id, dataset.name]), dataset])).values()];
}

async function sendPlan(asked: Asked, { sql, datasets }: Guarded, trust: StatementTrust): Promise<void> {
  const plan = await asked.services.engine.explain(sql, asked.reader.query);
  asked.done();
  const answer: QueryPlanBody = { plan, datasets: namesOf(datasets) };
  await sendBytes(asked, Buffer.from(JSON.stringify(answer)), CONTENT_TYPES.json, trust.headers(null), null);
}

async function sendRows(asked: Asked, { sql, datasets }: Guarded, trust: StatementTrust): Promise<void> {
  const { services, reader, params } = asked;
  const began = performance.now();
  const { columns: all, rows, more } = await services.engine.run(sql, params.limit ?? reader.maxRows, reader.query);
  const elapsedMs = Math.round((performance.now() - began) * 10) / 10;
  const headers = trust.headers(await asOf(datasets, reader.query));
  asked.done();
  const columns = all.map(({ name, type }) => ({ name, type }));
  if (params.format === "csv" || params.format === "ndjson") {
    const type = params.format === "csv" ? "text/csv" : "application/x-ndjson";
    const { body, contentType } = formRows(type, { columns, rows, next: null, total: null });
    await sendBytes(asked, body, contentType, headers, rows.length);
    return;
  }
  const answer: Omit<QueryAnswerBody, "rows"> & { readonly rows: typeof rows } = {
    ...{ columns, rows, rowCount: rows.length, truncated: more, elapsedMs, datasets: namesOf(datasets) },
  };
  await sendBytes(asked, Buffer.from(JSON.stringify(answer)), CONTENT_TYPES.json, headers, rows.length);
}

async function sendFile(asked: Asked, { sql, datasets }: Guarded, trust: StatementTrust): Promise<void> {
  const { exchange, services, reader, params, trail } = asked;
  const { request, response, requestId, path } = exchange;
  const format: CopyFormat = params.format === "csv" ? { format: "csv", safe: false } : { format: params.format };
  // Before the stream, so that nothing can fail once it is open.
  const told = trust.headers(await asOf(datasets, reader.query));
  const stream = await services.engine.copySql(sql, format, reader.export);
  const isText = format.format === "csv" || format.format === "ndjson";
  const packing = isText && acceptsGzip(request.headers["accept-encoding"]) ? "gzip on the way" : "none";
  response.writeHead(200, {
    ...told,
    ...FRESH,
    "Content-Type": CONTENT_TYPES[format.format],
    "Content-Disposition": `attachment; filename="query-${services.now().toISOString().slice(0, 10)}.${format.format}"`,
    ...(packing === "none" ? {} : { "Content-Encoding": "gzip" }),
  });
  const failure = await sendWhole(stream, packing, exchange, {
    beforeEnd: async ({ rows, bytes }) => {
      trail.tell({ rows, bytes });
      await trail.end("ok");
    },
  });
  if (failure === null) return;
  services.log.error({ err: failure.error, requestId, path }, "the file of a query broke off");
  await trail.end(outcomeOf(failure.error, exchange.signal));
}

/** An answer to a statement is about this moment. */
const FRESH = { "Cache-Control": "no-store", Vary: "Authorization, Cookie, Accept, Accept-Encoding" } as const;
/** Below this, compression saves no packet. */
const WORTH_ZIPPING = 1_024;
/** A client that takes no byte for this long is gone. */
const STALL_MS = 60_000;
const zip = promisify(gzip);

async function sendBytes(
  { exchange: { request, response, signal }, trail }: Asked,
  body: Buffer,
  contentType: string,
  headers: Readonly<Record<string, string>>,
  rows: number | null,
): Promise<void> {
  const zipped = body.length > WORTH_ZIPPING && acceptsGzip(request.headers["accept-encoding"]);
  const bytes = zipped ? await zip(body) : body;
  if (signal.aborted) return;
  trail.tell({ rows, bytes: body.length });
  await trail.end("ok");
  response.setTimeout(STALL_MS, () => response.destroy());
  response.writeHead(200, {
    ...{ ...headers, ...FRESH, "Content-Type": contentType, "Content-Length": bytes.length },
    ...(zipped ? { "Content-Encoding": "gzip" } : {}),
  });
  response.end(bytes);
}

const namesOf = (datasets: Guarded["datasets"]) => datasets.map(({ record }) => record.contract.name);

/** Of the only dataset. */
async function asOf(datasets: Guarded["datasets"], limits: Limits): Promise<string | null> {
  const [only, ...others] = datasets;
  return only === undefined || others.length > 0 ? null : await only.readAsOf(limits);
}
