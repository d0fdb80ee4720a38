import { z } from "zod";
import { declareRoute } from "#lib/api/declaration.ts";
import { cursorParameter, limitParameter } from "#lib/api/parameters.ts";
import { incidentStepSchema, incidentStorySchema, incidentsSchema } from "#lib/api/schemas/incident.ts";

const word = (description: string) => z.string().min(1, "must not be empty").max(300, "is too long").optional().meta({ description });

export const listIncidents = declareRoute({
  id: "listIncidents",
  path: "/api/v1/incidents",
  group: "Incidents",
  summary: "List incidents",
  description: `Broken promises, newest first: since when, found when, mended when. With the medians of the time from the moment that data went
bad until it was found, and until it was mended.`,
  query: z.object({
    state: z
      .enum(["open", "resolved", "all"], "must be open, resolved or all")
      .default("open")
      .meta({ description: "`open` includes those that somebody acknowledged." }),
    dataset: word("Name or id of a dataset."),
    owner: word("Id of an owner."),
    limit: limitParameter(50, 1_000),
    cursor: cursorParameter,
  }),
  answer: { description: "A page of incidents.", content: { "application/json": incidentsSchema } },
});

const one = {
  group: "Incidents",
  path: "/api/v1/incidents/{id}",
  params: { id: "Id of the incident." },
  query: z.object({}),
  answer: { description: "The incident.", content: { "application/json": incidentStorySchema } },
  problems: [404],
} as const;

export const getIncident = declareRoute({
  ...one,
  id: "getIncident",
  summary: "Get an incident",
  description: "With everything that happened to it.",
});

const RULES = `For members of the owning team (a token with the owner's id as a group) and administrators. Everybody who is told of the incident
is told when it is acknowledged or resolved. An incident that somebody resolved opens anew only for data that went bad after that.`;

export const changeIncident = declareRoute({
  ...one,
  id: "changeIncident",
  method: "PATCH",
  summary: "Acknowledge, comment on or resolve an incident",
  description: `What it is already, it stays. ${RULES}`,
  body: incidentStepSchema,
  problems: [403, 404],
});

export const changeIncidentByForm = declareRoute({
  ...one,
  id: "changeIncidentByForm",
  method: "POST",
  summary: "The same for a form on a page",
  description: `Forms know no PATCH. A form (\`application/x-www-form-urlencoded\`) is answered with a redirect to the incident's page. ${RULES}`,
  body: incidentStepSchema,
  otherBodies: ["application/x-www-form-urlencoded"],
  problems: [403, 404],
});

export const INCIDENT_ROUTES = [listIncidents, getIncident, changeIncident, changeIncidentByForm];
