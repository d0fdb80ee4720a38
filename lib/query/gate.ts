/**
 * The gate: text from outside → SQL that an engine may run. The only caller of `guardSql`. An adapter's own parser lets the text pass first;
 * then every table in it has to be a dataset that the reader may read, all of one source; and the datasets go along as the reader may have
 * them: visible columns, masks, row policy. The text itself is never changed.
 */
import type { Source, SourceEngine } from "#lib/contract/contract.ts";
import type { Limits } from "#lib/engine/engine.ts";
import { type Analyzed, type GuardedSql, guardSql, type SqlParam, type TableMention } from "#lib/engine/guarded-sql.ts";
import { engineOf, sourceIdOf } from "#lib/engine/relation.ts";
import { AppError, isAppError } from "#lib/errors.ts";
import type { Scope } from "#lib/policy/scope.ts";
import { type DataDeps, openReadable, type ReadableDataset } from "#lib/query/readable.ts";
import { detailAt } from "#lib/query/statement-place.ts";
import { findTables, type NamedDataset, type SeenTable, type TableStore } from "#lib/query/statement-tables.ts";

export interface GateDeps extends DataDeps {
  readonly store: TableStore;
}

export interface Statement {
  readonly text: string;
  readonly params: readonly SqlParam[];
  readonly scope: Scope;
  /** Longest text, in bytes of UTF-8. */
  readonly maxBytes: number;
  readonly limits: Limits;
  /** Is told of each table that is looked up. */
  readonly seen?: SeenTable;
}

export interface Guarded {
  readonly sql: GuardedSql;
  /** What it reads, each dataset once. */
  readonly datasets: readonly ReadableDataset[];
}

type Refusal = Extract<Analyzed, { kind: "refused" }>;
type Opened = readonly (TableMention & { readonly dataset: ReadableDataset })[];

/**
 * @throws AppError TS-API-008 for a text that is too long, TS-QUERY-001 for what is no statement or names what does not exist, TS-QUERY-002
 * for what is not allowed, TS-QUERY-003 for datasets of two sources, TS-ACCESS-001 for a dataset that may be seen but not read, and what
 * `openReadable` throws. `details` tell the place: `sql:<line>:<column>`.
 */
export async function passGate(deps: GateDeps, statement: Statement): Promise<Guarded> {
  const { text, params, limits } = statement;
  checkText(statement);
  const dialects = dialectsOf(deps.vocabulary.sources);
  const refusals = new Map<SourceEngine, Refusal>();
  let dialect = dialects[0] ?? "duckdb";
  // Each dialect is asked at most once more than there are: by its turn, or because the tables are of its engine.
  for (let round = 0; round <= dialects.length; round += 1) {
    const analyzed = await deps.engine.analyze(text, dialect, limits);
    if (analyzed.kind === "passed") {
      checkParams(params, analyzed.parameters);
      const opened = await openTables(deps, statement, analyzed);
      const own = theOneEngine(text, opened) ?? dialect;
      if (own === dialect) return guarded(dialect, statement, opened);
      // It passed as another dialect's text. What counts is what the engine of its tables makes of it.
      const refusal = refusals.get(own);
      if (refusal !== undefined) throw refused(text, refusal);
      dialect = own;
    } else {
      refusals.set(dialect, analyzed);
      const next = dialects.find((candidate) => !refusals.has(candidate));
      if (next === undefined) break;
      dialect = next;
    }
  }
  const all = [...refusals.values()];
  const best = all.find(({ syntax }) => !syntax) ?? all[0];
  if (best !== undefined) throw refused(text, best);
  throw new AppError("TS-QUERY-001", "The statement means different tables to different engines. Write each dataset by its name.");
}

function checkText({ text, maxBytes }: Statement): void {
  if (Buffer.byteLength(text) > maxBytes) {
    const message = `The statement is longer than ${Math.floor(maxBytes / 1024)} KiB, the most that you may send.`;
    throw new AppError("TS-API-008", message, { details: [{ path: "body.sql", message: "is too long" }] });
  }
  if (text.includes("\0"))
    throw refused(text, { reason: "The statement has a null character in it.", at: text.indexOf("\0"), syntax: true });
  if (text.trim() === "") throw refused(text, { reason: "The statement is empty.", at: null, syntax: true });
}

function checkParams(params: readonly SqlParam[], wanted: number): void {
  if (params.length === wanted) return;
  const has = wanted === 0 ? "no parameters" : wanted === 1 ? "1 parameter" : `${wanted} parameters`;
  const message = `The statement has ${has}, and ${params.length} ${params.length === 1 ? "value was" : "values were"} given.`;
  throw new AppError("TS-QUERY-001", message, { details: [{ path: "body.params", message }] });
}

/** The engines of the catalog's sources, the embedded one first; it alone where there is no source. */
function dialectsOf(sources: readonly Source[]): readonly SourceEngine[] {
  const order = ["duckdb", "postgres", "trino"] as const satisfies readonly SourceEngine[];
  const there = order.filter((engine) => sources.some((source) => source.engine === engine));
  return there.length === 0 ? ["duckdb"] : there;
}

async function openTables(deps: GateDeps, statement: Statement, { tables }: Extract<Analyzed, { kind: "passed" }>): Promise<Opened> {
  const { text, scope, limits, seen = () => undefined } = statement;
  const named: readonly NamedDataset[] = await findTables(deps.store, scope, { text, tables, seen });
  const open = new Map<string, ReadableDataset>();
  const opened: (TableMention & { dataset: ReadableDataset })[] = [];
  for (const { name, at, record } of named) {
    const dataset = open.get(record.id) ?? (await openReadable(deps, record, scope, limits).catch(pointedAt(text, at)));
    open.set(record.id, dataset);
    opened.push({ name, at, dataset });
  }
  return opened;
}

/** What is wrong with a dataset is told at its place in the text, too. */
function pointedAt(text: string, at: number | null): (error: unknown) => never {
  return (error) => {
    if (!isAppError(error) || error.details.length > 0) throw error;
    const { code, message, headers } = error;
    throw new AppError(code, message, { cause: error, headers, details: [detailAt(text, at, message)] });
  };
}

/** `undefined` for no table at all. */
function theOneEngine(text: string, opened: Opened): SourceEngine | undefined {
  const [first, ...others] = opened;
  if (first === undefined) return undefined;
  const source = sourceIdOf(first.dataset.relation);
  const other = others.find(({ dataset }) => sourceIdOf(dataset.relation) !== source);
  if (other === undefined) return engineOf(first.dataset.relation);
  const of = ({ record, relation }: ReadableDataset) => `${record.contract.name} is in the source '${sourceIdOf(relation)}'`;
  const message = `A statement reads from one source, and this one from two: ${of(first.dataset)}, and ${of(other.dataset)}.`;
  throw new AppError("TS-QUERY-003", message, { details: [detailAt(text, other.at, message)] });
}

function guarded(dialect: SourceEngine, { text, params }: Statement, opened: Opened): Guarded {
  const sql = guardSql({
    dialect,
    text,
    params,
    datasets: opened.map(({ name, dataset: { relation, columns, rows, hides } }) => ({
      name,
      relation,
      columns: columns.map((column) => ({ name: column.name, mask: column.mask })),
      rows,
      ...(hides ? { hides } : {}),
    })),
  });
  return { sql, datasets: [...new Set(opened.map(({ dataset }) => dataset))] };
}

function refused(text: string, { reason, at, syntax }: Omit<Refusal, "kind">): AppError {
  return new AppError(syntax ? "TS-QUERY-001" : "TS-QUERY-002", reason, { details: [detailAt(text, at, reason)] });
}
