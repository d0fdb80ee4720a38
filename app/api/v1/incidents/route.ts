import { listIncidents } from "#lib/api/routes/incidents.ts";
import { answerIncidents } from "#lib/server/api/incidents.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listIncidents, answerIncidents);
