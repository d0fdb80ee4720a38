import { getOpenDataCatalog } from "#lib/api/routes/formats.ts";
import { answerOpenDataCatalog } from "#lib/server/api/formats.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getOpenDataCatalog, answerOpenDataCatalog);
