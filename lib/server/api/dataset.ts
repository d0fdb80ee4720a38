import { contractAnswer, contractYaml } from "#lib/api/answers/contract.ts";
import { datasetAnswer } from "#lib/api/answers/dataset.ts";
import type { getContract, getDataset } from "#lib/api/routes/catalog.ts";
import { CatalogReader } from "#lib/catalog/catalog.ts";
import { type VersionAtView, type VersionMark, versionAt } from "#lib/catalog/version-at.ts";
import { AppError } from "#lib/errors.ts";
import type { Call, Reply } from "#lib/server/http.ts";
import { chooseType } from "#lib/server/negotiate.ts";
import { notFound } from "#lib/server/not-found.ts";

type DatasetCall = Call<(typeof getDataset)["query"]>;
type ContractCall = Call<(typeof getContract)["query"]>;

export async function answerDataset({ params, query, scope, services, origin }: DatasetCall): Promise<Reply> {
  const name = params["name"] ?? "";
  const version = query.at === undefined ? null : await findVersion({ params, scope, services }, query.at);
  const dataset = version?.view?.dataset ?? (await services.catalog.dataset(scope, name));
  if (dataset === null) throw notFound("dataset", name);
  return { body: datasetAnswer(dataset, origin, version?.mark ?? null) };
}

const YAML = "application/yaml";

export async function answerContract({ params, query, scope, services, header }: ContractCall): Promise<Reply> {
  const name = params["name"] ?? "";
  const type = chooseType(header("accept"), ["application/json", YAML]);
  if (type === undefined) throw new AppError("TS-API-007", "A contract comes as application/json or application/yaml.");
  const version = query.at === undefined ? null : await findVersion({ params, scope, services }, query.at);
  if (version?.view != null) {
    const { dataset, contract, hidden, hiddenColumns } = version.view;
    return contractReply(contractAnswer(dataset, contract, hidden, hiddenColumns), type);
  }
  // The promise does not depend on the data, so nothing looks at it.
  const reader = new CatalogReader({ store: services.store, now: services.now, glance: async () => ({ asOf: null, noData: null }) });
  const [record, view] = await Promise.all([services.catalog.find(scope, name), reader.dataset(scope, name)]);
  if (record === null || view === null) throw notFound("dataset", name);
  return contractReply(contractAnswer(view, record.contract, await reader.hiddenNames(scope, record.contract)), type);
}

function contractReply(contract: Parameters<typeof contractYaml>[0], type: "application/json" | typeof YAML): Reply {
  return type === YAML ? { body: contractYaml(contract), type: YAML } : { body: contract };
}

/**
 * What `at` means.
 * @throws AppError TS-CATALOG-404 for no dataset and for no such version, TS-API-003 for a prefix of several commits
 */
async function findVersion(
  { params, scope, services }: Pick<DatasetCall, "params" | "scope" | "services">,
  at: string,
): Promise<{ readonly mark: VersionMark; readonly view: VersionAtView | null }> {
  const name = params["name"] ?? "";
  const found = await versionAt(services, scope, name, at);
  switch (found.kind) {
    case "found":
      return found;
    case "no-dataset":
      throw notFound("dataset", name);
    case "no-version":
      throw new AppError(
        "TS-CATALOG-404",
        `'${shortened(at)}' is no version, hash or commit of ${found.dataset.name}. Its versions are listed by its history.`,
      );
    case "ambiguous": {
      const message = `is the beginning of ${found.candidates.join(" and of ")}; give more digits`;
      throw new AppError("TS-API-003", `at ${message}.`, { details: [{ path: "query.at", message }] });
    }
  }
}

const shortened = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
