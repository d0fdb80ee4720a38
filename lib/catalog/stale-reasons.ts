import { datasetNamesIn } from "#lib/catalog/telling.ts";
import { foldName } from "#lib/contract/name.ts";
import type { Problem } from "#lib/contract/problem.ts";
import type { Scope } from "#lib/policy/scope.ts";
import type { DatasetRecord, Store } from "#lib/store/store.ts";

/**
 * Why only the last good version of a dataset is shown: the errors in its file, worst first. Left out is what might tell of a
 * dataset that this reader may not know of: everything in a file that such a dataset is in, and what names one.
 */
export async function staleReasons(
  store: Pick<Store, "problemsOf" | "published" | "datasetsById" | "hiddenNames">,
  scope: Scope,
  { staleSince, contract }: Pick<DatasetRecord, "staleSince" | "contract">,
): Promise<readonly Problem[]> {
  if (staleSince === null) return [];
  const { file } = contract.position;
  const [problems, published] = await Promise.all([store.problemsOf(file, foldName(contract.name)), store.published()]);
  if (problems.length === 0) return [];
  const beside = published.filter((dataset) => dataset.file === file).map(({ id }) => id);
  if ((await store.datasetsById(scope, beside)).length < beside.length) return [];
  const texts = problems.map(({ position, message, hint }) => datasetNamesIn([position.file, message, hint]));
  const hidden = await store.hiddenNames(
    scope,
    texts.flatMap((names) => [...names]),
  );
  return problems.filter((_, index) => texts[index]?.isDisjointFrom(hidden) === true);
}
