import { listDatasets } from "#lib/api/routes/catalog.ts";
import { answerDatasetList } from "#lib/server/api/list-datasets.ts";
import { route } from "#lib/server/http.ts";

export const GET = route(listDatasets, answerDatasetList);
