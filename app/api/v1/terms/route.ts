import { listTerms } from "#lib/api/routes/vocabulary.ts";
import { answerTerms } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listTerms, answerTerms);
