import { v7 } from "uuid";
import { foldName } from "#lib/contract/name.ts";
import { isAppError } from "#lib/errors.ts";
import type { Actor } from "#lib/policy/actor.ts";
import type { Audit } from "#lib/server/audit/audit.ts";
import type { Exchange } from "#lib/server/exchange.ts";
import { publicError } from "#lib/server/problem.ts";
import type { AuditAction, AuditEvent, AuditedDataset } from "#lib/store/audit.ts";

/** What a route learns on its way. */
export type Told = Partial<Pick<AuditEvent, "action" | "datasets" | "columns" | "policies" | "format" | "rows" | "bytes" | "sql">>;

export interface TrailServices {
  readonly audit: Pick<Audit, "record">;
  readonly now: () => Date;
}

const NOTHING = { datasets: [], columns: [], policies: [], format: null, rows: null, bytes: null, sql: null } as const;
/** Whatever somebody asked for is kept no longer than this. */
const MAX_NAME = 200;

/** One call on its way into the audit. What is told later takes the place of what was told before; it is recorded once. */
export class Trail {
  readonly #audit: Pick<Audit, "record">;
  readonly #began = performance.now();
  readonly #first: Pick<AuditEvent, "id" | "at" | "requestId">;
  #event: Omit<AuditEvent, "id" | "at" | "requestId" | "ms" | "outcome">;
  #ended = false;

  constructor({ audit, now }: TrailServices, { requestId }: Pick<Exchange, "requestId">, action: AuditAction) {
    const at = now();
    this.#audit = audit;
    this.#first = { id: v7({ msecs: at.getTime() }), at, requestId };
    this.#event = { ...NOTHING, action, actor: { kind: "anonymous", id: null, name: null }, address: null };
  }

  /** @param address keyed hash of where an anonymous reader comes from */
  by(actor: Actor, address: string | null): void {
    const who = actor.kind === "token" ? ({ kind: "token", id: actor.id, name: actor.name } as const) : this.#event.actor;
    this.#event = { ...this.#event, actor: who, address: actor.kind === "token" ? null : address };
  }

  tell(more: Told): void {
    const { datasets = this.#event.datasets } = more;
    this.#event = { ...this.#event, ...more, datasets: datasets.map(shortened) };
  }

  /** Records it, the first time. @throws AppError TS-SERVER-002 when it cannot be recorded; then nothing may be answered */
  async end(outcome: string): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#audit.record({ ...this.#first, ...this.#event, ms: Math.round(performance.now() - this.#began), outcome });
  }
}

const shortened = ({ id, name }: AuditedDataset): AuditedDataset => ({ id, name: id === null ? foldName(name).slice(0, MAX_NAME) : name });

/**
 * Runs the work of a route and sees to it that it is recorded, however it ends. The work itself ends the trail with `ok` before the last
 * byte, so that no answer is complete which is not on its way to the audit.
 */
export async function audited(
  exchange: Pick<Exchange, "requestId" | "signal">,
  services: TrailServices,
  action: AuditAction,
  work: (trail: Trail) => Promise<void>,
): Promise<void> {
  const trail = new Trail(services, exchange, action);
  try {
    await work(trail);
  } catch (error) {
    // The failure itself is what the client has to hear of.
    await trail.end(outcomeOf(error, exchange.signal)).catch(() => undefined);
    throw error;
  }
  await trail.end(exchange.signal.aborted ? "cancelled" : "ok");
}

export function outcomeOf(error: unknown, signal: AbortSignal): string {
  return signal.aborted ? "cancelled" : isAppError(error) ? error.code : publicError(error).code;
}
