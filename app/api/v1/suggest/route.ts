import { suggest } from "#lib/api/routes/search.ts";
import { answerSuggest } from "#lib/server/api/search.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(suggest, answerSuggest);
