import { verdictView } from "#lib/catalog/summary.ts";
import type { VerdictView } from "#lib/catalog/views.ts";
import type { Limits } from "#lib/engine/engine.ts";
import { AppError } from "#lib/errors.ts";
import { admits, type Scope, scopeOf } from "#lib/policy/scope.ts";
import type { DataDeps } from "#lib/query/readable.ts";
import { trustHeaders } from "#lib/query/trust-headers.ts";
import { actorOf } from "#lib/server/auth.ts";
import { type Caller, callerOf } from "#lib/server/data/caller.ts";
import type { KeptRows } from "#lib/server/data/kept-rows.ts";
import type { KnownDatasets } from "#lib/server/data/known-datasets.ts";
import type { RunningExports } from "#lib/server/data/running-exports.ts";
import type { Env } from "#lib/server/env.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import type { Log } from "#lib/server/log.ts";
import { notFound } from "#lib/server/not-found.ts";
import type { Services } from "#lib/server/services.ts";
import type { DatasetRecord } from "#lib/store/store.ts";

/** What these routes need of the services. */
export type DataServices = Pick<Services, "engine" | "places" | "now" | "audit" | "turns"> & {
  readonly log: Pick<Log, "error">;
  readonly env: Pick<Env, "limits" | "secret" | "trustedProxies">;
  readonly store: Pick<Services["store"], "findToken" | "vocabulary" | "datasetsById">;
  readonly catalog: Pick<Services["catalog"], "find" | "glossary" | "trust">;
  readonly known: KnownDatasets;
  readonly keptRows: KeptRows;
  readonly exports: RunningExports;
};

/** Who reads, and how much they may. */
export interface Reader {
  readonly scope: Scope;
  readonly caller: Caller;
  /** Most rows of a page. */
  readonly maxRows: number;
  /** Longest statement. */
  readonly sqlBytes: number;
  readonly query: Limits;
  readonly export: Limits;
}

export async function readReader(exchange: Exchange, { env, store, now }: DataServices): Promise<Reader> {
  const { header, signal } = exchange;
  const scope = scopeOf(await actorOf(header, store, now()));
  const kind = scope.actor.kind === "anonymous" ? "anonymous" : "person";
  const { rows, sqlBytes, query, export: exports } = env.limits;
  return {
    scope,
    caller: callerOf(exchange, scope.actor, env),
    maxRows: rows[kind],
    sqlBytes: sqlBytes[kind],
    query: { timeoutMs: query[kind], signal },
    export: { timeoutMs: exports[kind], signal },
  };
}

export interface Reading {
  readonly record: DatasetRecord;
  readonly verdict: VerdictView;
  readonly deps: DataDeps;
  /** Headers of every answer about these rows, also of 304. */
  readonly headers: (asOf: string | null) => Readonly<Record<string, string>>;
}

/**
 * @param require `ready`: refuse unless the data can be used now
 * @throws AppError TS-CATALOG-404 for a dataset that is not there or not for this reader, TS-API-009 for one that is not ready
 */
export async function openReading(
  { engine, places, now, env, known }: Pick<DataServices, "engine" | "places" | "now" | "env" | "known">,
  { scope, name, require }: { readonly scope: Scope; readonly name: string; readonly require: "ready" | undefined },
): Promise<Reading> {
  const { record, vocabulary, trust } = await known.find(scope, name);
  if (record === null) throw notFound("dataset", name);
  const verdict = trust?.verdict ?? verdictView(record);
  const { state, reasons } = verdict;
  // Who may not read it at all is told that instead.
  if (require === "ready" && state !== "ready" && admits(scope, record.readBy)) throw notReady(record, state, reasons);
  return {
    record,
    verdict,
    deps: { engine, places, secret: env.secret, vocabulary, now },
    headers: (asOf) => ({
      ...trustHeaders({ status: state, asOf, contractVersion: record.version }),
      "Cache-Control": scope.key === "public" ? "public, max-age=0, must-revalidate" : "private, no-cache",
      Vary: "Authorization, Cookie, Accept, Accept-Encoding",
    }),
  };
}

function notReady({ contract }: DatasetRecord, state: string, reasons: readonly string[]): AppError {
  const said = state === "unknown" ? "It is not known whether it is" : `It is ${state}`;
  return new AppError("TS-API-009", `${contract.title} was asked for only if it is ready. ${said}: ${reasons.join("; ")}.`, {
    details: reasons.map((message) => ({ path: "verdict", message })),
    headers: { "Touchstone-Status": state },
  });
}
