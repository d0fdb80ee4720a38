import { listOwners } from "#lib/api/routes/vocabulary.ts";
import { answerOwners } from "#lib/server/api/vocabulary.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listOwners, answerOwners);
