/** What is told of an export to whoever made it. */
import type { CopyFormat } from "#lib/engine/engine.ts";
import type { Actor } from "#lib/policy/actor.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { ExportCaller, ExportRecord, ExportState } from "#lib/store/exports.ts";

export interface ManifestColumn {
  readonly name: string;
  /** The data's, before a mask. */
  readonly type: string;
  /** Why the file does not have its values as they are, in words; `null`: it does. */
  readonly mask: string | null;
}

/** What is known of an export before its first byte. Kept as JSON. */
export interface ExportAbout {
  readonly dataset: string;
  readonly format: CopyFormat["format"];
  /** Text was guarded against being run as a formula. */
  readonly safe: boolean;
  /** What the file is packed with. */
  readonly compress: "gzip" | "zstd" | null;
  readonly filename: string;
  /** As they were asked for. */
  readonly asked: { readonly select: string | null; readonly order: string | null; readonly filters: readonly string[] };
  readonly columns: readonly ManifestColumn[];
  readonly asOf: string | null;
  readonly contract: { readonly version: string; readonly commit: string | null };
  readonly verdict: { readonly state: string; readonly reasons: readonly string[] };
}

export interface Manifest extends ExportAbout {
  readonly id: string;
  readonly state: ExportState;
  /** Of the file; `null` until it is complete. */
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** Of the file, so far. */
  readonly bytesSent: number;
  readonly expectedRows: number | null;
  readonly problem: string | null;
  /** `null`: nobody has measured it. */
  readonly score: number | null;
  readonly incidents: readonly never[];
  /** RFC 3339 in UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** A process that makes an export says so more often than this. */
const LOST_MS = 30_000;
const LOST = "The process that made this export ended before it. Start the export again.";

export function manifestOf(record: ExportRecord, now: Date): Manifest {
  const { id, state, rows, bytes, sha256, expectedRows, problem, startedAt, finishedAt, seenAt } = record;
  // Trusted, because only an export writes it. Named one by one, because the store keeps no order of keys.
  const { dataset, format, safe, compress, filename, asked, columns, asOf, contract, verdict } = record.about as ExportAbout;
  const lost = state === "running" && now.getTime() - seenAt.getTime() > LOST_MS;
  return {
    id,
    state: lost ? "failed" : state,
    ...{ dataset, format, safe, compress, filename },
    asked: { select: asked.select, order: asked.order, filters: asked.filters },
    columns: columns.map(({ name, type, mask }) => ({ name, type, mask })),
    rows,
    bytes: state === "complete" ? bytes : null,
    sha256,
    bytesSent: bytes,
    expectedRows,
    problem: lost ? LOST : problem,
    asOf,
    contract: { version: contract.version, commit: contract.commit },
    verdict: { state: verdict.state, reasons: verdict.reasons },
    score: null,
    incidents: [],
    startedAt: startedAt.toISOString(),
    finishedAt: (lost ? seenAt : finishedAt)?.toISOString() ?? null,
  };
}

/** Anonymous readers are all the same caller: to them, the id is what proves it. */
export function exportCaller({ actor, key }: Pick<Scope, "actor" | "key">): ExportCaller {
  return { actor: actorKey(actor), scopeKey: key };
}

function actorKey(actor: Actor): string {
  return actor.kind === "token" ? `token:${actor.id}` : actor.kind;
}
