import { openApiDocument } from "#lib/api/openapi.ts";
import { getOpenApi } from "#lib/api/routes/service.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getOpenApi, async ({ origin }) => ({ body: openApiDocument(origin) }));
