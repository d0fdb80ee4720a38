import type { SourceRef } from "#lib/contract/contract.ts";
import { isRelation } from "#lib/contract/source-ref.ts";
import { toId } from "#lib/intake/clean-text.ts";
import { tableOf } from "#lib/intake/dbt/dbt-tables.ts";
import type { DbtManifest, DbtNode } from "#lib/intake/dbt/manifest.ts";
import type { ImportNotes } from "#lib/intake/import-notes.ts";
import type { ImportedSource } from "#lib/intake/imported.ts";
import { sourceEnv } from "#lib/intake/source-name.ts";

/** Where a project's relations are. PostgreSQL is reached one database a source; of other engines only the relation is kept. */
export class DbtSources {
  readonly #given: string | null;
  readonly #isPostgres: boolean;
  readonly #made = new Map<string, ImportedSource>();

  constructor({ metadata }: DbtManifest, given: string | null) {
    this.#given = given;
    this.#isPostgres = metadata?.adapter_type === "postgres";
  }

  refOf(node: DbtNode, notes: ImportNotes): SourceRef | null {
    const { database, schema } = node;
    const table = tableOf(node);
    const parts = [schema, table].filter((part) => part != null).filter((part) => part !== "");
    if (table === null || parts.length === 0) return null;
    const inDatabase = database != null && database !== "" && this.#given === null && !this.#isPostgres ? [database, ...parts] : parts;
    if (inDatabase.some((part) => part.includes(".")) || !isRelation(inDatabase.join("."))) {
      notes.add("relation whose name a catalog cannot hold, left out", inDatabase.join("."));
      return null;
    }
    const relation = inDatabase.join(".");
    if (this.#given !== null) return { source: this.#given, relation, files: null };
    if (!this.#isPostgres || database == null) return { source: null, relation, files: null };
    return { source: this.#sourceOf(database), relation, files: null };
  }

  list(): readonly ImportedSource[] {
    return [...this.#made.values()];
  }

  #sourceOf(database: string): string {
    const id = toId(database).replaceAll(".", "-") || "postgres";
    const urlEnv = sourceEnv(id);
    this.#made.set(id, {
      id,
      engine: "postgres",
      files: null,
      urlEnv,
      comment: `Set ${urlEnv} to the URL of the database '${database}', where Touchstone runs.`,
    });
    return id;
  }
}
