import { getFeed } from "#lib/api/routes/history.ts";
import { answerFeed } from "#lib/server/api/history.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getFeed, answerFeed);
