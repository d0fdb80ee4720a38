/** For the conformance suites of statements: what they ask, in words of each dialect. */
import type { SourceEngine } from "#lib/contract/contract.ts";
import { type EngineHarness, limits } from "#lib/engine/conformance.ts";
import type { SelectColumn, SqlPage } from "#lib/engine/engine.ts";
import { type DatasetBinding, type GuardedSql, guardSql, type RowPolicy, type SqlParam } from "#lib/engine/guarded-sql.ts";
import type { Relation } from "#lib/engine/relation.ts";
import { AppError } from "#lib/errors.ts";

export interface StatementHarness extends EngineHarness {
  readonly dialect: SourceEngine;
  /** A view of the server's own over `relation`, with a condition in the server's dialect. Absent: the engine has none. */
  readonly viewOf?: (relation: Relation, condition: string) => Promise<Relation>;
}

/** The same for every dialect, or one text for each that has a way to say it. */
export type Variants = string | Readonly<Partial<Record<SourceEngine, string>>>;

/** Those that the dialect can ask. */
export function probesOf(variants: readonly Variants[], dialect: SourceEngine): readonly string[] {
  return variants.flatMap((each) => (typeof each === "string" ? each : (each[dialect] ?? [])));
}

export type Columns = Readonly<Record<string, SelectColumn["mask"]>>;

export function bind(name: string, relation: Relation, columns: Columns, rows: RowPolicy | null = null): DatasetBinding {
  return { name: name.split("."), relation, columns: Object.entries(columns).map(([column, mask]) => ({ name: column, mask })), rows };
}

export const policy = (...parts: RowPolicy["parts"]): RowPolicy => ({ parts });

/** What an answer says, or why there is none: everything of it that a reader gets. */
export type Outcome =
  | { readonly columns: readonly (readonly [string, string])[]; readonly rows: SqlPage["rows"]; readonly more: boolean }
  | { readonly code: string; readonly message: string; readonly details: AppError["details"] };

export interface Asker {
  readonly guard: (text: string, datasets: readonly DatasetBinding[], params?: readonly SqlParam[]) => GuardedSql;
  readonly run: (text: string, datasets: readonly DatasetBinding[], params?: readonly SqlParam[]) => Promise<SqlPage>;
  readonly outcome: (text: string, datasets: readonly DatasetBinding[]) => Promise<Outcome>;
  readonly failure: (text: string, datasets: readonly DatasetBinding[], params?: readonly SqlParam[]) => Promise<AppError>;
}

export function askerOf({ engine, dialect }: StatementHarness): Asker {
  const guard: Asker["guard"] = (text, datasets, params = []) => guardSql({ dialect, text, params, datasets });
  const run: Asker["run"] = (text, datasets, params) => engine().run(guard(text, datasets, params), 1_000, limits());
  return {
    guard,
    run,
    outcome: async (text, datasets) => {
      try {
        const { columns, rows, more } = await run(text, datasets);
        return { columns: columns.map(({ name, type }) => [name, type] as const), rows, more };
      } catch (error) {
        return told(error);
      }
    },
    failure: async (text, datasets, params) => {
      const page = await run(text, datasets, params).catch((error: unknown) => error);
      if (page instanceof AppError) return page;
      throw page instanceof Error ? page : new Error(`expected a failure, got ${JSON.stringify(page)}`);
    },
  };
}

/** What a reader is told of a failure. Another error than ours would be a 500 without a word, which is a fault of the adapter. */
export function told(error: unknown): Outcome {
  if (!(error instanceof AppError)) throw error;
  return { code: error.code, message: error.message, details: error.details };
}
