import { getContract } from "#lib/api/routes/catalog.ts";
import { answerContract } from "#lib/server/api/dataset.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getContract, answerContract);
