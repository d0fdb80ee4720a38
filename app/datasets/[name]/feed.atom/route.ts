import { getDatasetFeed } from "#lib/api/routes/history.ts";
import { answerDatasetFeed } from "#lib/server/api/history.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getDatasetFeed, answerDatasetFeed);
