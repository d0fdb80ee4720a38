import { contractAnswer } from "#lib/api/answers/contract.ts";
import { contractIn, FORMAT_TYPES } from "#lib/api/answers/contract-format.ts";
import { datasetAnswer } from "#lib/api/answers/dataset.ts";
import type { getContract, getDataset } from "#lib/api/routes/catalog.ts";
import { datasetNamesIn } from "#lib/catalog/telling.ts";
import { type VersionAtView, type VersionMark, versionAt } from "#lib/catalog/version-at.ts";
import { AppError } from "#lib/errors.ts";
import { surroundings } from "#lib/server/api/formats.ts";
import { contractTold, knownTo, type ToldDataset } from "#lib/server/api/told.ts";
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

/** @throws AppError TS-CATALOG-404, TS-API-003 for `at`, TS-API-007 for a media type that the format does not come in */
export async function answerContract({ params, query, scope, services, origin, header }: ContractCall): Promise<Reply> {
  const name = params["name"] ?? "";
  const { format } = query;
  const types: readonly string[] = FORMAT_TYPES[format];
  const type = chooseType(header("accept"), types);
  if (type === undefined) throw new AppError("TS-API-007", `A contract in this format comes as ${types.join(" or ")}.`);
  const version = query.at === undefined ? null : await findVersion({ params, scope, services }, query.at);
  const told = version?.view == null ? await contractTold(services, scope, name) : await pastTold(version.view, scope, services);
  if (told === null) throw notFound("dataset", name);
  if (format === "native" && type === "application/json")
    return { body: contractAnswer(told.view, told.contract, told.hidden, told.hiddenColumns) };
  const around = surroundings(await services.store.vocabulary(), origin, told.knows);
  return { body: contractIn(format, type, told, around), type };
}

async function pastTold(
  { dataset, contract, hidden, hiddenColumns }: VersionAtView,
  scope: ContractCall["scope"],
  { store }: ContractCall["services"],
): Promise<Omit<ToldDataset, "published">> {
  const more = await store.hiddenNamesEver(scope, [...datasetNamesIn([contract.odcs, contract.source?.relation, contract.source?.files])]);
  return { ...knownTo(dataset), view: dataset, contract, hidden: hidden.union(more), hiddenColumns };
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
