import { search } from "#lib/api/routes/search.ts";
import { answerSearch } from "#lib/server/api/search.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(search, answerSearch);
