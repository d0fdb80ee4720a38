import { verdictView } from "#lib/catalog/summary.ts";
import { AppError } from "#lib/errors.ts";
import { type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { DataDeps } from "#lib/query/readable.ts";
import { trustHeaders } from "#lib/query/trust-headers.ts";
import { actorOf } from "#lib/server/auth.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { notFound } from "#lib/server/not-found.ts";
import type { Services } from "#lib/server/services.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

/** A dataset whose rows somebody asks for. */
export interface Reading {
  readonly record: DatasetRecord;
  readonly scope: Scope;
  readonly deps: DataDeps;
  /** `person` or `anonymous`: whose limits hold. */
  readonly reader: "person" | "anonymous";
}

/**
 * Who asks for the rows of which dataset.
 * @param requireReady answer only when the dataset is ready
 * @throws AppError TS-AUTH-001, TS-CATALOG-404, TS-API-009
 */
export async function openReading(services: Services, exchange: Exchange, name: string, requireReady: boolean): Promise<Reading> {
  const { store, engine, places, env, now } = services;
  const scope = scopeOf(await actorOf(exchange.header, store, now()));
  const [record, vocabulary] = await Promise.all([store.findDataset(scope, name), store.vocabulary()]);
  if (record === null) throw notFound("dataset", name);
  if (requireReady) refuseUnlessReady(record);
  const reader = scope.actor.kind === "anonymous" ? "anonymous" : "person";
  return { record, scope, reader, deps: { engine, places, secret: env.secret, vocabulary, now } };
}

function refuseUnlessReady(record: DatasetRecord): void {
  const { state, reasons } = verdictView(record);
  if (state === "ready") return;
  throw new AppError("TS-API-009", `${record.contract.title} is not ready but ${state}: ${reasons.join("; ")}.`, {
    details: reasons.map((message) => ({ path: "verdict", message })),
  });
}

/** Headers of every answer that carries rows. */
export function rowHeaders({ record, scope }: Reading, asOf: string | null): Record<string, string> {
  return {
    ...trustHeaders({ status: verdictView(record).state, asOf, contractVersion: record.version }),
    "Cache-Control": scope.key === "public" ? "public, max-age=0, must-revalidate" : "private, no-cache",
    Vary: "Accept, Accept-Encoding, Authorization, Cookie",
  };
}

/** What decides an answer besides the query: an entity tag is made of it. */
export function stateOf({ record, scope }: Reading, dataVersion: string, asOf: string | null): readonly unknown[] {
  return [record.id, record.contract.hash, record.version, verdictView(record).state, scope.key, dataVersion, asOf];
}
