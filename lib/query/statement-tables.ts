/** The tables of a statement → datasets that this reader may read. */
import { foldName } from "#lib/contract/name.ts";
import { hintNearest } from "#lib/contract/nearest.ts";
import type { TableMention } from "#lib/engine/guarded-sql.ts";
import { AppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { detailAt } from "#lib/query/statement-place.ts";
import type { DatasetRecord, Store } from "#lib/store/store.ts";

export type TableStore = Pick<Store, "findDataset" | "findByRelation" | "namesNear">;

/** A name as the text has it, where it stands first, and what it means. */
export interface NamedDataset extends TableMention {
  readonly record: DatasetRecord;
}

/** `null`: it means nothing to this reader. */
export type SeenTable = (name: string, record: DatasetRecord | null) => void;

/** A statement that names more different tables than this is refused before anything is looked up. */
const MAX_TABLES = 64;

/**
 * Each different spelling once. A dataset answers to its name and aliases, else to a relation that it declares.
 * @param seen is told of each name as it is looked up, also of the one that is refused
 * @throws AppError TS-QUERY-001 for a name that means nothing to this reader (hidden, unknown: the same words) or two datasets
 */
export async function findTables(
  store: TableStore,
  scope: Scope,
  { text, tables, seen }: { readonly text: string; readonly tables: readonly TableMention[]; readonly seen: SeenTable },
): Promise<readonly NamedDataset[]> {
  const spellings = tables.map(({ name }) => JSON.stringify(name));
  const mentions = tables.filter((_, index) => spellings.indexOf(spellings[index] ?? "") === index);
  if (mentions.length > MAX_TABLES)
    throw refused(text, mentions[MAX_TABLES] ?? null, `The statement names more than ${MAX_TABLES} different tables.`);
  const found: NamedDataset[] = [];
  for (const mention of mentions) {
    const record = await findTable(store, scope, text, mention).catch((error: unknown) => {
      seen(mention.name.join("."), null);
      throw error;
    });
    seen(mention.name.join("."), record);
    found.push({ ...mention, record });
  }
  return found;
}

async function findTable(store: TableStore, scope: Scope, text: string, mention: TableMention): Promise<DatasetRecord> {
  const said = mention.name.join(".");
  const named = await store.findDataset(scope, said);
  // Asked in any case: the time of an answer must not tell a hidden dataset from none.
  const [only, ...others] = await store.findByRelation(scope, said);
  if (named !== null) return named;
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined) {
    const both = [only, ...others].map(({ contract }) => `'${contract.name}'`).join(" and ");
    throw refused(text, mention, `'${shown(said)}' is the relation of ${both}. Write which dataset you mean.`);
  }
  const hint = hintNearest(foldName(said), await store.namesNear(scope, said));
  throw refused(text, mention, `There is no dataset '${shown(said)}'.${hint === null ? "" : ` ${hint}`}`);
}

function refused(text: string, mention: TableMention | null, message: string): AppError {
  return new AppError("TS-QUERY-001", message, { details: [detailAt(text, mention?.at ?? null, message)] });
}

const shown = (name: string) => (name.length > 100 ? `${name.slice(0, 100)}…` : name);
