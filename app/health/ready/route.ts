import { isReady } from "#lib/api/routes/service.ts";
import { answerReady } from "#lib/server/api/health.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(isReady, answerReady);
