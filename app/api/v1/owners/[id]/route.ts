import { getOwner } from "#lib/api/routes/vocabulary.ts";
import { answerOwner } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getOwner, answerOwner);
