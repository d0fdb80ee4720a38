/** From one promise of a contract to the checks that measure it. */
import type { DatasetContract, PromiseSpec } from "#lib/contract/contract.ts";
import type { CheckKind } from "#lib/quality/check.ts";
import { CHECK_DEFAULTS } from "#lib/quality/check-defaults.ts";
import { type About, type Draft, draftOf } from "#lib/quality/draft.ts";
import { monitorDrafts, writtenDrafts } from "#lib/quality/written-drafts.ts";

export function draftsOf(contract: DatasetContract, promise: PromiseSpec, index: number): readonly Draft[] {
  const { kind, column, label, params } = promise;
  const about = { columns: column === null ? [] : [column], label, params, promise: index };
  switch (kind) {
    case "columns":
      return [
        draftOf("columns", { ...about, label: "has the promised columns" }),
        draftOf("extra_columns", { ...about, label: "has no other columns, and in the promised order" }),
      ];
    case "key":
      return keyDrafts({ ...about, columns: Array.isArray(params["columns"]) ? params["columns"].map(String) : about.columns });
    case "not_null":
      return [draftOf("not_null", about)];
    case "unique":
      return [draftOf("unique", about)];
    case "values":
      return [draftOf("accepted_values", about)];
    case "range":
      return [draftOf("range", about)];
    case "pattern":
      return [draftOf("pattern", about)];
    case "references":
      return [draftOf("relationships", about)];
    case "freshness":
      return [draftOf("freshness", { ...about, idBase: "freshness" })];
    case "sla":
      return [draftOf("sla", { ...about, columns: [] })];
    case "example":
      return [draftOf("example", { ...about, columns: [], idBase: `example:${String(params["name"])}` })];
    case "check":
      return writtenDrafts(contract, promise, index);
    case "monitor":
      return monitorDrafts(contract, promise, index);
    case "quality":
      return [];
  }
}

/** No row is without a key, and no two have the same. */
function keyDrafts(about: About): readonly Draft[] {
  const { columns } = about;
  const names = columns.length < 2 ? columns.join("") : `${columns.slice(0, -1).join(", ")} and ${columns.at(-1)}`;
  const [are, is] = columns.length > 1 ? ["are", "together are unique"] : ["is", "is unique"];
  const critical = (kind: CheckKind) => ({ ...CHECK_DEFAULTS[kind], severity: "critical" as const });
  return [
    draftOf("not_null", { ...about, label: `${names} ${are} never empty` }, critical("not_null")),
    draftOf("unique", { ...about, label: `${names} ${is}` }, critical("unique")),
  ];
}

/** The number of rows of every dataset that has any, and the shares of every column whose values are listed. */
export function automaticDrafts({ source, columns }: DatasetContract): readonly Draft[] {
  if (source === null) return [];
  const about = { columns: [], params: {}, promise: null, origin: "automatic" as const };
  return [
    draftOf("volume", { ...about, label: "has about as many rows as usual" }),
    ...columns
      .filter(({ values }) => values !== null)
      .map(({ name }) => draftOf("distribution", { ...about, columns: [name], label: `the shares of ${name} are as usual` })),
  ];
}
