import { listAudit } from "#lib/api/routes/audit.ts";
import { answerAudit } from "#lib/server/api/audit.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listAudit, answerAudit);
