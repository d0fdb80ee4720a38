import { isLive } from "#lib/api/routes/service.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(isLive, async () => ({ body: { status: "live" }, fleeting: true }));
