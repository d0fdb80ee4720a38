import { getDomain } from "#lib/api/routes/vocabulary.ts";
import { answerDomain } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getDomain, answerDomain);
