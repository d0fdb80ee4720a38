import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import type { listAudit } from "#lib/api/routes/audit.ts";
import type { AuditAnswer } from "#lib/api/schemas/audit.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { CHALLENGE } from "#lib/server/auth.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import type { AuditEvent, AuditQuery } from "#lib/store/audit.ts";

/** @throws AppError TS-AUTH-002 without a token, TS-ACCESS-002 for other people's events */
export async function answerAudit({ query, scope, services, route }: Call<(typeof listAudit)["query"]>): Promise<Reply> {
  const { limit, cursor, mine, since, until, actor, dataset, action, outcome } = query;
  const reader = readerOf(scope, mine);
  const deciding = { mine, since, until, actor, dataset, action, outcome };
  // Bound to the reader, not to what they may see: two people may see the same.
  const context: ListContext = { route: route.id, scopeKey: reader, query: deciding, secret: services.env.secret };
  const filter: Omit<AuditQuery, "limit" | "after"> = {
    ...(mine ? { actorId: reader } : {}),
    ...(actor === undefined ? {} : { actor }),
    ...(dataset === undefined ? {} : { dataset }),
    ...(action === undefined ? {} : { action }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(since === undefined ? {} : { since: new Date(since) }),
    ...(until === undefined ? {} : { until: new Date(until) }),
  };
  const { items, hasMore } = await services.store.listAudit({ ...filter, limit, after: placeOf(readListCursor(cursor, context)) });
  const last = items.at(-1);
  const next = hasMore && last !== undefined ? writeListCursor([last.id], context) : null;
  const answer: AuditAnswer = { data: items.map(eventAnswer), page: { next, total: null } };
  return { body: answer, next, fleeting: true };
}

/** The id of the token that asks. */
function readerOf({ actor }: Scope, mine: boolean): string {
  if (actor.kind !== "token")
    throw new AppError("TS-AUTH-002", "Who read what is told to people with a token: send 'Authorization: Bearer tst_…'.", {
      headers: CHALLENGE,
    });
  if (!mine && !actor.admin)
    throw new AppError("TS-ACCESS-002", "What others read is told to administrators only. Your own events: ?mine=true.");
  return actor.id;
}

function placeOf(place: readonly unknown[] | null): string | null {
  if (place === null) return null;
  const [id] = place;
  if (typeof id === "string") return id;
  throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
}

function eventAnswer({ at, actor, address, datasets, columns, policies, ...event }: AuditEvent): AuditAnswer["data"][number] {
  return {
    ...event,
    at: at.toISOString(),
    actor: { ...actor, address },
    datasets: [...datasets],
    columns: [...columns],
    policies: [...policies],
  };
}
