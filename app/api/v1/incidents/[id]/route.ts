import { changeIncident, changeIncidentByForm, getIncident } from "#lib/api/routes/incidents.ts";
import { answerIncident, answerIncidentStep } from "#lib/server/api/incidents.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getIncident, answerIncident);
export const PATCH = route(changeIncident, answerIncidentStep);
export const POST = route(changeIncidentByForm, answerIncidentStep);
