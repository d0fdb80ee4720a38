import { getDataset } from "#lib/api/routes/catalog.ts";
import { answerDataset } from "#lib/server/api/dataset.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(getDataset, answerDataset);
