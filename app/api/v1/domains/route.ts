import { listDomains } from "#lib/api/routes/vocabulary.ts";
import { answerDomains } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listDomains, answerDomains);
