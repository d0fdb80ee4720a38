/** A dataset's rows as one reader may have them: whether at all, from which files, and which columns in which form. */
import type { Column } from "#lib/contract/contract.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { Engine, Limits, SelectColumn } from "#lib/engine/engine.ts";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";
import { asOfColumn, type DatasetAccess, datasetAccess } from "#lib/policy/dataset-access.ts";
import { admits, type Scope } from "#lib/policy/scope.ts";
import { knownRelation } from "#lib/query/known-relation.ts";
import type { DataPlaces } from "#lib/query/source-files.ts";
import type { DatasetRecord, Vocabulary } from "#lib/store/store.ts";

export interface DataDeps {
  readonly engine: Engine;
  readonly places: DataPlaces;
  /** The deployment's secret. */
  readonly secret: string;
  readonly vocabulary: Pick<Vocabulary, "sources" | "owners">;
  readonly now: () => Date;
}

export interface ReadableColumn extends SelectColumn {
  /** The data's, which a mask may turn into text. */
  readonly type: string;
  readonly primaryKey: boolean;
  /** Its values are documents or bytes, which nobody orders by. */
  readonly shapeless: boolean;
}

export interface ReadableDataset {
  readonly record: DatasetRecord;
  readonly relation: Relation;
  /** Visible columns that the data has, in the contract's order. */
  readonly columns: readonly ReadableColumn[];
  /** Promised, but not for this reader to know of. */
  readonly hides: boolean;
  /** Promised and visible, but not in the data. */
  readonly absent: readonly string[];
  /** The rows that exist for this reader; `null`: all. */
  readonly rows: RowPolicy | null;
  /** Newest instant of the data; `null` when unknown, when its column is masked for the reader, and where a row policy hides rows. */
  readonly readAsOf: (limits: Limits) => Promise<string | null>;
}

/** Throws `TS-ACCESS-001` when the reader may not have the rows, `TS-DATA-001` when there are none to be found. */
export async function openReadable(
  { engine, places, vocabulary }: DataDeps,
  record: DatasetRecord,
  scope: Scope,
  limits: Limits,
): Promise<ReadableDataset> {
  const { contract } = record;
  const access = datasetAccess(contract, scope);
  const rows = rowsFor(record, access, { scope, vocabulary });
  const resolved = await knownRelation(contract, vocabulary.sources, places);
  if (resolved.kind === "missing") throw new AppError("TS-DATA-001", resolved.reason);
  const { relation } = resolved;
  const present = new Map((await engine.describe(relation, limits)).map(({ name, type }) => [name.toLowerCase(), type]));
  const promised = visibleColumns(contract.columns, access);
  const columns = promised.flatMap((column): ReadableColumn[] => {
    const type = present.get(column.name.toLowerCase());
    return type === undefined ? [] : [{ ...column, type }];
  });
  return {
    record,
    relation,
    // What a contract does not promise is not served: nobody has said what it is or who may see it.
    columns,
    hides: promised.length < contract.columns.length,
    absent: promised.filter(({ name }) => !present.has(name.toLowerCase())).map(({ name }) => name),
    rows,
    readAsOf: async (asOfLimits) => await readAsOf(engine, relation, { record, access, vocabulary, limits: asOfLimits }),
  };
}

function visibleColumns(columns: readonly Column[], access: DatasetAccess): readonly Omit<ReadableColumn, "type">[] {
  return columns.flatMap(({ name, primaryKey, logicalType }, index) => {
    const mask = access.columns[index]?.mask ?? null;
    const shapeless = ["array", "object", "json", "binary"].includes(logicalType);
    return mask === "hide" ? [] : [{ name, mask, primaryKey, shapeless }];
  });
}

interface Reader {
  readonly scope: Scope;
  readonly vocabulary: Pick<Vocabulary, "owners">;
}

function rowsFor({ contract, readBy }: DatasetRecord, { rows }: DatasetAccess, { scope, vocabulary }: Reader): RowPolicy | null {
  const { title, owner } = contract;
  if (!admits(scope, readBy)) {
    const token = scope.actor.kind === "anonymous" ? " Send a token of someone who may, or ask for it." : "";
    throw new AppError("TS-ACCESS-001", `You may not read the rows of ${title}.${token} ${contactOf(owner, vocabulary)}`);
  }
  if (rows.kind === "none")
    throw new AppError("TS-ACCESS-001", `You may read no rows of ${title}. ${rows.reason} ${contactOf(owner, vocabulary)}`);
  return rows.kind === "all" ? null : { parts: rows.parts };
}

function contactOf(owner: string | null, { owners }: Pick<Vocabulary, "owners">): string {
  const found = owners.find(({ id }) => id === owner);
  const { email = null, slack = null } = found ?? {};
  const ways = [email, slack === null ? null : `${slack} on Slack`].filter((way) => way !== null);
  if (ways.length > 0) return `Access is given by ${found?.title ?? owner}: ${ways.join(" or ")}.`;
  return owner === null ? "Ask whoever runs this catalog for access." : `Ask ${found?.title ?? owner} for access.`;
}

interface AsOfRequest {
  readonly record: DatasetRecord;
  readonly access: DatasetAccess;
  readonly vocabulary: Pick<Vocabulary, "sources">;
  readonly limits: Limits;
}

async function readAsOf(engine: Engine, relation: Relation, { record, access, vocabulary, limits }: AsOfRequest): Promise<string | null> {
  const { contract } = record;
  const column = asOfColumn(contract, access);
  if (column === null) return null;
  const named = contract.source?.source ?? null;
  const files = vocabulary.sources.filter(({ engine: kind }) => kind === "duckdb");
  const source = named === null ? files[0] : vocabulary.sources.find(({ id }) => id === named);
  try {
    return await engine.newest(relation, column, source?.timezone ?? "UTC", limits);
  } catch (error) {
    // The rows matter more than their age: an unreadable age is an unknown one.
    if (limits.signal.aborted) throw error;
    return null;
  }
}

/** The column a reader means. The same words for a hidden column and for one that does not exist. */
export function findColumn({ columns, absent, record }: ReadableDataset, name: string, path: string): ReadableColumn {
  const folded = name.toLowerCase();
  const found = columns.find((column) => column.name === name) ?? columns.find((column) => column.name.toLowerCase() === folded);
  if (found !== undefined) return found;
  if (absent.some((candidate) => candidate.toLowerCase() === folded))
    throw new AppError("TS-API-003", `${name} is promised, but the data has no such column.`, {
      details: [{ path, message: "not in the data" }],
    });
  const hint = hintNearest(
    name,
    columns.map((column) => column.name),
  );
  const shown = name.length > 100 ? `${name.slice(0, 100)}…` : name;
  throw new AppError("TS-API-003", `'${shown}' is not a column of ${record.contract.name}.${hint === null ? "" : ` ${hint}`}`, {
    details: [{ path, message: "no such column" }],
  });
}
