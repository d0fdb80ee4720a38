import { contractAnswer, contractYaml } from "#lib/api/answers/contract.ts";
import { datasetAnswer } from "#lib/api/answers/dataset.ts";
import { CatalogReader } from "#lib/catalog/catalog.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { chooseType } from "#lib/server/negotiate.ts";
import { notFound } from "#lib/server/not-found.ts";

export async function answerDataset({ params, scope, services, origin }: Call): Promise<Reply> {
  const name = params["name"] ?? "";
  const dataset = await services.catalog.dataset(scope, name);
  if (dataset === null) throw notFound("dataset", name);
  return { body: datasetAnswer(dataset, origin) };
}

const YAML = "application/yaml";

export async function answerContract({ params, scope, services, header }: Call): Promise<Reply> {
  const name = params["name"] ?? "";
  const type = chooseType(header("accept"), ["application/json", YAML]);
  if (type === undefined) throw new AppError("TS-API-007", "A contract comes as application/json or application/yaml.");
  // The promise does not depend on the data, so nothing looks at it.
  const reader = new CatalogReader({ store: services.store, now: services.now, glance: async () => ({ asOf: null, noData: null }) });
  const [record, view] = await Promise.all([services.catalog.find(scope, name), reader.dataset(scope, name)]);
  if (record === null || view === null) throw notFound("dataset", name);
  const contract = contractAnswer(view, record.contract, await reader.hiddenNames(scope, record.contract));
  return type === YAML ? { body: contractYaml(contract), type: YAML } : { body: contract };
}
