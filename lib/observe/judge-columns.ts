/** What the columns that are there say about those that are promised. */
import type { DatasetContract } from "#lib/contract/contract.ts";
import type { Finding } from "#lib/observe/judge-rows.ts";
import type { Check } from "#lib/quality/check.ts";
import { compareNames } from "#lib/quality/column-names.ts";
import { type ColumnDifference, compareColumns } from "#lib/quality/compare-columns.ts";
import type { ObservedColumn } from "#lib/quality/profile.ts";

/** Differences that are named; of more only the number is told. */
const NAMED = 10;

interface Columns {
  readonly contract: Pick<DatasetContract, "columns">;
  readonly observed: readonly ObservedColumn[];
  /** `false` for files that have no types of their own. */
  readonly carriesTypes: boolean;
}

export function judgeColumns({ contract, observed, carriesTypes }: Columns): Finding {
  const { missing, retyped } = compareColumns(contract.columns, observed, { carriesTypes });
  return differences([...missing, ...retyped], `all ${contract.columns.length} promised columns are there`);
}

export function judgeExtraColumns({ contract, observed, carriesTypes }: Columns): Finding {
  const { extra, reordered } = compareColumns(contract.columns, observed, { carriesTypes });
  return differences([...extra, ...reordered], "there are no other columns");
}

export function judgeMatch({ params }: Check, observed: readonly ObservedColumn[]): Finding {
  const promised = Array.isArray(params["columns"]) ? params["columns"].map(String) : [];
  const { missing, extra, reordered } = compareNames(
    promised,
    observed.map(({ name }) => name),
  );
  const wrong = [
    ...missing.map((column) => ({ column, words: `${column} is missing` })),
    ...extra.map((column) => ({ column, words: `${column} is not in the list` })),
    ...(params["ordered"] === false ? [] : reordered.map((column) => ({ column, words: `${column} stands at another place` }))),
  ];
  return differences(wrong, "the columns are those of the list");
}

function differences(found: readonly ColumnDifference[], right: string): Finding {
  if (found.length === 0) return { status: "pass", observed: right, failing: null };
  const named = found.slice(0, NAMED).map(({ words }) => words);
  const more = found.length > NAMED ? [`and ${found.length - NAMED} more`] : [];
  return { status: "fail", observed: [...named, ...more].join("; "), failing: null };
}
