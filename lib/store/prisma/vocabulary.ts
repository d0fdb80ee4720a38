import { createHash } from "node:crypto";
import type pg from "pg";
import type { Policy } from "#lib/contract/contract.ts";
import type { Publication, Vocabulary } from "#lib/store/store.ts";
import type { Database } from "./database.ts";
import { toJson } from "./json.ts";

type Words = Publication["vocabulary"];
type Stored = Omit<Vocabulary, "policy"> & { readonly policy: Policy | null };

const NO_POLICY: Policy = { defaultVisibility: null, attributes: [], classifications: {}, dimensionWeights: {}, adminGroups: [] };

const all = (table: string) => `coalesce((select jsonb_agg(value order by ordinal) from ${table}), '[]') as ${table}s`;

/** Reads the vocabulary of a process, once a revision: asking again costs one look at the revision. */
export function vocabularyReader({ pool }: Pick<Database, "pool">): () => Promise<Vocabulary> {
  let kept: Vocabulary | undefined;
  return async () => {
    const { rows } = await pool.query<{ revision: number }>("select revision from catalog_state where id = 1");
    const revision = rows[0]?.revision ?? 0;
    if (kept?.revision !== revision) kept = await readVocabulary(pool);
    return kept;
  };
}

/** One statement, so that all of it is of one revision. Trusted as contracts are: only `publish` writes it. */
async function readVocabulary(pool: pg.Pool): Promise<Vocabulary> {
  const parts = ["term", "owner", "domain", "source", "metric"].map(all).join(", ");
  const { rows } = await pool.query<Stored>(`select revision, title, policy, ${parts} from catalog_state where id = 1`);
  const [row] = rows;
  if (row === undefined)
    return { revision: 0, title: null, terms: [], owners: [], domains: [], sources: [], metrics: [], policy: NO_POLICY };
  return { ...row, policy: row.policy ?? NO_POLICY };
}

/** What tells one vocabulary from another: all of it, and the part without positions, which search documents are made with. */
export function hashesOf(words: Words): { readonly all: string; readonly search: string } {
  const { title, terms, owners, domains, sources, metrics, policy } = words;
  const text = (skip: readonly string[]) =>
    JSON.stringify([title, terms, owners, domains, sources, metrics, policy], (key, value: unknown) =>
      skip.includes(key) ? undefined : value,
    );
  const sha256 = (value: string) => createHash("sha256").update(value).digest("hex");
  return { all: sha256(text([])), search: sha256(text(["position", "doc"])) };
}

/** Replaces the published vocabulary; title and policy are in `catalog_state`. */
export async function writeVocabulary(tx: pg.ClientBase, words: Words): Promise<void> {
  const replace = async (table: string, columns: string, items: readonly unknown[]) => {
    await tx.query(`delete from ${table}`);
    await tx.query(
      `insert into ${table} (${columns}, ordinal, value)
       select ${columns.replaceAll(/\w+/g, "item.value->>'$&'")}, item.ordinal, item.value
       from jsonb_array_elements($1::jsonb) with ordinality as item(value, ordinal)`,
      [toJson(items)],
    );
  };
  await replace("term", "slug, title", words.terms);
  await replace("owner", "id, title", words.owners);
  await replace("domain", "id, title", words.domains);
  await replace("source", "id, engine", words.sources);
  await replace("metric", "name, title, dataset", words.metrics);
}
