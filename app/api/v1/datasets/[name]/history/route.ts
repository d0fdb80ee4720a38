import { getHistory } from "#lib/api/routes/history.ts";
import { answerHistory } from "#lib/server/api/history.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getHistory, answerHistory);
