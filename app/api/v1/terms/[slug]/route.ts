import { getTerm } from "#lib/api/routes/vocabulary.ts";
import { answerTerm } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getTerm, answerTerm);
