import { openApiDocument } from "#lib/api/openapi.ts";
import { getOpenApiV1 } from "#lib/api/routes/service.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getOpenApiV1, async ({ origin }) => ({ body: openApiDocument(origin) }));
