import { relationsOnly } from "#lib/catalog/dataset-view.ts";
import { relationsInCheck, tellableOutside, tellableWithout } from "#lib/catalog/telling.ts";
import type { ColumnView, DatasetView } from "#lib/catalog/views.ts";
import type { Column, DatasetContract, JsonObject, JsonValue } from "#lib/contract/contract.ts";
import { nativeCheck, nativeMonitor } from "#lib/contract/export/native-check.ts";
import { isList, isObject } from "#lib/contract/json-patch.ts";

export interface Told {
  /** Cut to the reader. */
  readonly view: DatasetView;
  readonly contract: DatasetContract;
  /** Folded names in the contract that mean datasets which this reader may not know of. */
  readonly hidden: ReadonlySet<string>;
  /** Columns of other versions that must not be named either. */
  readonly hiddenColumns?: readonly string[];
}

/**
 * A contract as one reader may know it, for answers in any format: without what names hidden columns and datasets, without documents,
 * row policy and what is kept for the owner (`custom`, aliases). A mask is how this reader gets the column. Where the rows lie is told to
 * whoever may read them.
 */
export function contractForReader({ view, contract, hidden, hiddenColumns = [] }: Told): DatasetContract {
  const shown = new Set(view.columns.map(({ name }) => name));
  const namesNoColumn = tellableWithout([...contract.columns.flatMap(({ name }) => (shown.has(name) ? [] : [name])), ...hiddenColumns]);
  const namesNoDataset = tellableOutside(hidden);
  const namesNoRelation = tellableOutside(relationsOnly(hidden, contract));
  const columns = new Map(contract.columns.map((column) => [column.name, column]));
  const examples = new Set(view.examples.map(({ name, sql }) => JSON.stringify([name, sql])));
  const { freshness } = contract;
  const isTold = freshness?.column == null || namesNoColumn(freshness.column);
  const inferred = contract.inferred.filter((field) => namesNoColumn(field) && (isTold || field !== "freshness.column"));
  const canRead = view.canRead && contract.access.rows === null;
  return {
    ...contract,
    doc: null,
    custom: {},
    aliases: [],
    promises: [],
    inferred,
    replacedBy: view.replacedBy?.name ?? null,
    upstream: view.upstream.flatMap(({ name }) => name ?? []),
    source: canRead && namesNoRelation([contract.source?.relation, contract.source?.files]) ? contract.source : null,
    freshness: freshness === null || isTold ? freshness : { ...freshness, column: null },
    columns: view.columns.flatMap((column) => columnForReader(column, columns.get(column.name))),
    checks: contract.checks.filter(
      (check) =>
        (check.kind === "relationships" ? namesNoDataset(check.params["to"]) : namesNoRelation(relationsInCheck(check))) &&
        namesNoColumn(nativeCheck(check)),
    ),
    monitors: contract.monitors.filter((monitor) => namesNoColumn(nativeMonitor(monitor))),
    examples: contract.examples.filter(({ name, sql }) => examples.has(JSON.stringify([name, sql]))),
    access: { ...contract.access, ...view.access.declared, rows: null },
    odcs: keptForReader(contract.odcs, (value) => namesNoColumn(value) && namesNoDataset(value)),
  };
}

function columnForReader({ references, masked }: ColumnView, column: Column | undefined): Column[] {
  if (column === undefined) return [];
  const target = references === null || references.dataset === null ? null : [references.dataset, references.column];
  return [
    {
      ...column,
      references: target === null ? null : target.filter((part) => part !== null).join("."),
      mask: masked === null || column.mask === null ? null : { as: column.mask.as, except: [] },
    },
  ];
}

/** The same without how columns are masked, for formats that tell what is promised and not what this reader gets. */
export function withoutMasks(contract: DatasetContract): DatasetContract {
  return { ...contract, columns: contract.columns.map((column) => ({ ...column, mask: null })) };
}

/** What was kept of an ODCS contract, without every part that names something hidden or says who may see what. */
function keptForReader(map: JsonObject, isTellable: (value: unknown) => boolean): JsonObject {
  const entries = Object.entries(map).flatMap(([key, value]): [string, JsonValue][] => {
    if (!isTellable(key)) return [];
    if (isObject(value)) return [[key, keptForReader(value, isTellable)]];
    if (!isList(value)) return isTellable(value) ? [[key, value]] : [];
    const items = value.filter((item) => !(isObject(item) && PROTECTING.has(String(item["property"]))));
    // Of a property, an untellable part is left out; of any other list, the whole item.
    if (key === "schema" || key === "properties")
      return [[key, items.flatMap((item) => (isObject(item) && isTellable(item["name"]) ? [keptForReader(item, isTellable)] : []))]];
    const told = items.filter(isTellable);
    return told.length === 0 && value.length > 0 ? [] : [[key, told]];
  });
  return Object.fromEntries(entries);
}

/** Custom properties that are read as `access`. */
const PROTECTING: ReadonlySet<string> = new Set(["access"]);
