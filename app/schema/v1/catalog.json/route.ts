import { getCatalogSchema } from "#lib/api/routes/service.ts";
import { answerCatalogSchema } from "#lib/server/api/catalog-schema.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getCatalogSchema, answerCatalogSchema);
