import { makeTestToken } from "#lib/api/routes/service.ts";
import { answerTestToken } from "#lib/server/api/test-token.ts";
import { route } from "#lib/server/http.ts";

export const POST = route(makeTestToken, answerTestToken);
