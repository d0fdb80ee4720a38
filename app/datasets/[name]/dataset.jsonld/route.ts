import { getDatasetJsonLd } from "#lib/api/routes/formats.ts";
import { answerDatasetJsonLd } from "#lib/server/api/formats.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getDatasetJsonLd, answerDatasetJsonLd);
