/** What the pool's side knows about relations: their types once they were looked at, and the copies that are read in their place. */
import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { HotCopies } from "#lib/engine/duckdb/hot-copies.ts";
import type { Description, FileSet, Job, Statement, WorkerRelation } from "#lib/engine/duckdb/protocol.ts";
import type { Limits } from "#lib/engine/engine.ts";
import type { GuardedSql } from "#lib/engine/guarded-sql.ts";
import type { FileRelation, Relation } from "#lib/engine/relation.ts";

/** `order`: only a copy with the rows in the order of the files will do. */
export type HotUse = "never" | "always" | "order";

export interface RelationsOptions {
  readonly hot: HotCopies;
  readonly describe: (job: Job, limits: Limits) => Promise<unknown>;
}

export class Relations {
  readonly #descriptions = new LRUCache<string, Description>({ max: 2_000 });
  readonly #options: RelationsOptions;

  constructor(options: RelationsOptions) {
    this.#options = options;
  }

  async describe(whole: Relation, limits: Limits): Promise<Description> {
    const relation = filesOf(whole);
    const key = keyOf(relation);
    const known = this.#descriptions.get(key);
    if (known !== undefined) return known;
    const job: Job = { kind: "describe", relation: { ...relation, key, casts: null, hot: null, rows: null } };
    const answer = (await this.#options.describe(job, limits)) as Description;
    this.#descriptions.set(key, answer);
    return answer;
  }

  /** What a worker needs to know; for formats without types the content is looked at once per version. */
  async forWorker(whole: Relation, use: HotUse, limits: Limits): Promise<WorkerRelation> {
    const relation = filesOf(whole);
    const casts = relation.format === "parquet" ? {} : (await this.describe(relation, limits)).casts;
    const allowed = use === "always" || (use === "order" && (relation.keys ?? []).length === 0);
    const hot = allowed ? this.#options.hot.find(relation) : null;
    const key = keyOf(relation);
    return { ...relation, key: hot === null ? key : `${key}-hot`, casts, hot: hot?.path ?? null, rows: hot?.rows ?? null };
  }

  /** The relations of a statement, each once, and its datasets over them. */
  async forStatement(sql: GuardedSql, use: HotUse, limits: Limits): Promise<{ files: FileSet; statement: Statement }> {
    const found = await Promise.all(
      sql.datasets.map(async (binding) => await this.forWorker(binding.relation, hidesKeys(binding) ? "order" : use, limits)),
    );
    const byKey = new Map(found.map((relation) => [relation.key, relation]));
    // In an order of their own, so that the same relations are the same set.
    const keys = [...byKey.keys()].sort();
    const relations = keys.flatMap((key) => byKey.get(key) ?? []);
    const bindings = sql.datasets.map(({ relation: _, ...binding }, index) => ({
      ...binding,
      relation: keys.indexOf(found[index]?.key ?? ""),
    }));
    const { text, params, isProtected } = sql;
    // Another instance than that of the pages where a copy is read: it may use more threads.
    const key = relations.some(({ hot }) => hot !== null) ? `${keys.join("+")}-sql` : keys.join("+");
    return { files: { key, isQuick: false, relations }, statement: { text, params, bindings, isProtected } };
  }
}

/** A copy lies in the order of its keys, which a reader who sees them masked must not learn. */
function hidesKeys({ relation, columns }: GuardedSql["datasets"][number]): boolean {
  const keys = relation.kind === "files" ? (relation.keys ?? []) : [];
  return keys.some((key) => columns.find(({ name }) => name.toLowerCase() === key.toLowerCase())?.mask !== null);
}

export function filesOf(relation: Relation): FileRelation {
  if (relation.kind !== "files") throw new TypeError("DuckDB reads files only");
  return relation;
}

const keys = new WeakMap<FileRelation, string>();

export function keyOf(relation: FileRelation): string {
  const known = keys.get(relation);
  if (known !== undefined) return known;
  const types = Object.entries(relation.columnTypes).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = createHash("sha256")
    .update(JSON.stringify([relation.version, relation.format, types]))
    .digest("hex");
  keys.set(relation, key);
  return key;
}
