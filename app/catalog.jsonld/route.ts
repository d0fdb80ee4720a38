import { getDcatCatalog } from "#lib/api/routes/formats.ts";
import { answerDcatCatalog } from "#lib/server/api/formats.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getDcatCatalog, answerDcatCatalog);
