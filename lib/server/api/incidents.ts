import type { z } from "zod";
import { type ListContext, readListCursor, writeListCursor } from "#lib/api/cursor.ts";
import type { listIncidents } from "#lib/api/routes/incidents.ts";
import { type IncidentAnswer, type IncidentStoryAnswer, type IncidentsAnswer, incidentStepSchema } from "#lib/api/schemas/incident.ts";
import { AppError } from "#lib/errors.ts";
import { href } from "#lib/href.ts";
import type { IncidentStory } from "#lib/observe/incident-desk.ts";
import type { IncidentView } from "#lib/observe/incident-view.ts";
import { CHALLENGE } from "#lib/server/auth.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { incidentDesk } from "#lib/server/incident-desk.ts";
import { notFound } from "#lib/server/not-found.ts";
import { checkOrigin } from "#lib/server/query/same-origin.ts";
import type { IncidentStep } from "#lib/store/alerts.ts";

export async function answerIncidents({ query, scope, services, route, origin }: Call<(typeof listIncidents)["query"]>): Promise<Reply> {
  const { state, limit, cursor, dataset = null, owner = null } = query;
  const context: ListContext = { route: route.id, scopeKey: scope.key, query: { state, dataset, owner }, secret: services.env.secret };
  const after = readListCursor(cursor, context)?.[0] ?? null;
  if (after !== null && typeof after !== "string")
    throw new AppError("TS-API-005", "This cursor was not made for this list. Start again without a cursor.");
  const desk = incidentDesk(services);
  const [{ items, total, hasMore }, spans] = await Promise.all([
    desk.list(scope, { state, dataset, owner, after, limit }),
    desk.spans(scope),
  ]);
  const last = items.at(-1);
  const next = hasMore && last !== undefined ? writeListCursor([last.id], context) : null;
  const answer: IncidentsAnswer = {
    data: items.map((incident) => incidentAnswer(incident, origin)),
    page: { next, total },
    times: spans.map(({ days, opened, resolved, medianToDetect, medianToResolve }) => ({
      ...{ days, opened, resolved, medianSecondsToDetect: medianToDetect, medianSecondsToResolve: medianToResolve },
    })),
  };
  return { body: answer, next };
}

export async function answerIncident({ params: { id = "" }, scope, services, origin }: Call): Promise<Reply> {
  const story = await incidentDesk(services).find(scope, id);
  if (story === null) throw notFound("incident", id);
  return { body: storyAnswer(story, origin) };
}

/**
 * A person's step, as JSON or as a form of a page.
 * @throws AppError TS-API-013 from a page of another site, TS-AUTH-002 without a token, TS-ACCESS-003, TS-CATALOG-404
 */
export async function answerIncidentStep({ params: { id = "" }, scope, services, origin, header, body }: Call): Promise<Reply> {
  checkOrigin({ header, origin });
  const desk = incidentDesk(services);
  if (scope.actor.kind !== "token") {
    if ((await desk.find(scope, id)) === null) throw notFound("incident", id);
    throw new AppError("TS-AUTH-002", "Only the owning team changes an incident: send 'Authorization: Bearer tst_…'.", {
      headers: CHALLENGE,
    });
  }
  const story = await desk.step(scope, id, stepOf(incidentStepSchema.parse(body)));
  if (story === null) throw notFound("incident", id);
  if (/^application\/x-www-form-urlencoded\b/i.test(header("content-type") ?? ""))
    return { status: 303, body: "", type: "text/plain", fleeting: true, headers: { Location: href.incident(id) } };
  return { body: storyAnswer(story, origin), fleeting: true };
}

function stepOf(step: z.output<typeof incidentStepSchema>): IncidentStep {
  if (step.action === "acknowledge") return { kind: "acknowledge" };
  return step.action === "comment" ? { kind: "comment", text: step.text } : { kind: "resolve", reason: step.reason };
}

function incidentAnswer(incident: IncidentView, origin: string): IncidentAnswer {
  const { owner, toDetect, toResolve, canStep: _, ...told } = incident;
  return {
    ...told,
    owner: owner?.id ?? null,
    secondsToDetect: toDetect,
    secondsToResolve: toResolve,
    links: { html: origin + href.incident(incident.id), self: origin + href.api.incident(incident.id) },
  };
}

function storyAnswer({ incident, events }: IncidentStory, origin: string): IncidentStoryAnswer {
  return { ...incidentAnswer(incident, origin), events: events.map((event) => ({ ...event })) };
}
