/** What a worker does with a reader's statement: runs it, writes its result to a pipe, or explains it. */
import type { DuckDBConnection, DuckDBType, DuckDBValue } from "@duckdb/node-api";
import { BIGINT, BOOLEAN, DOUBLE, DuckDBTypeId as Id, INTEGER, SQLNULL, VARCHAR } from "@duckdb/node-api";
import { copySelect } from "#lib/engine/duckdb/encode/copy-select.ts";
import { readEngineMessage } from "#lib/engine/duckdb/engine-message.ts";
import { statementFault } from "#lib/engine/duckdb/engine-words.ts";
import type { CopyOutput } from "#lib/engine/duckdb/jobs.ts";
import { type JsonCell, jsonCell } from "#lib/engine/duckdb/json-cell.ts";
import { inNamespace, type NamespaceDeps } from "#lib/engine/duckdb/namespace.ts";
import { renderPlan } from "#lib/engine/duckdb/plan-text.ts";
import type { SqlAnswer, Statement, StatementJob } from "#lib/engine/duckdb/protocol.ts";
import { boundRows, readRows } from "#lib/engine/duckdb/read-rows.ts";
import type { CopyResult } from "#lib/engine/engine.ts";

interface OutputColumn {
  readonly name: string;
  readonly type: DuckDBType;
}

export interface StatementDeps extends NamespaceDeps {
  readonly output: CopyOutput;
}

export async function runStatementJob(deps: StatementDeps, job: StatementJob, onStuck: () => void): Promise<unknown> {
  const { statement } = job;
  return await inNamespace(deps, statement.bindings, {
    onStuck,
    use: async (connection) => {
      const session = { connection, statement, paths: deps.open.paths, output: deps.output };
      switch (job.kind) {
        case "run":
          return await run(session, job.limit);
        case "copySql":
          return await copy(session, job);
        case "explain":
          return await explain(session);
      }
    },
  });
}

interface Session {
  readonly connection: DuckDBConnection;
  readonly statement: Statement;
  readonly paths: readonly string[];
  readonly output: CopyOutput;
}

async function run(session: Session, asked: number): Promise<SqlAnswer> {
  const columns = await readColumns(session);
  const limit = boundRows(asked, columns.length);
  const cells: JsonCell[] = columns.map(({ type }, index) => jsonCell(type, `c${index}`));
  const head = `SELECT ${cells.map(({ sql }) => sql).join(", ")} FROM (\n`;
  const foot = `\n) AS q(${columns.map((_, index) => `c${index}`).join(", ")}) LIMIT ${limit + 1}`;
  const result = await sendText(session, head, foot);
  const { rows, more } = readRows(await result.getRows(), cells, limit);
  return { columns: columns.map(({ name, type }) => ({ name, type: String(type), nullable: true })), rows, more };
}

async function copy(session: Session, { format, path }: Extract<StatementJob, { kind: "copySql" }>): Promise<CopyResult> {
  const columns = await readColumns(session);
  const send = async (head: string, foot: string) => await sendText(session, head, foot);
  return await copySelect({ connection: session.connection, columns, send }, format, { path, ...session.output });
}

async function explain(session: Session): Promise<string> {
  const result = await sendText(session, "EXPLAIN (FORMAT json)\n", "");
  const rows = await result.getRows();
  return renderPlan(String(rows.at(-1)?.[1] ?? ""), { namesOnly: session.statement.isProtected, paths: session.paths });
}

/** Names as the text gives them, duplicates too, and types as they are once the parameters have theirs. */
async function readColumns(session: Session): Promise<readonly OutputColumn[]> {
  const prepared = await asReader(session, 0, async () => await session.connection.prepare(session.statement.text));
  try {
    const indexes = Array.from({ length: prepared.columnCount }, (_, index) => index);
    const isKnown = indexes.every((index) => prepared.columnTypeId(index) !== Id.INVALID);
    if (isKnown) return indexes.map((index) => ({ name: prepared.columnName(index), type: prepared.columnType(index) }));
  } finally {
    prepared.destroySync();
  }
  // A type that hangs on a parameter's value is known only with the value.
  const bound = await sendText(session, "SELECT * FROM (\n", "\n) AS q LIMIT 0");
  const types = bound.columnTypes();
  const told = (await (await sendText(session, "DESCRIBE\n", "")).getRows()).map(([name]) => String(name));
  return types.map((type, index) => ({ name: told[index] ?? bound.columnName(index), type }));
}

/**
 * The checked text between `head` and `foot`. A semicolon at its end is no part of a statement: where the parser stumbles over
 * one, it becomes a blank, which moves nothing.
 */
async function sendText(session: Session, head: string, foot: string): ReturnType<DuckDBConnection["run"]> {
  const { connection, statement } = session;
  const offset = Buffer.byteLength(head);
  let text = statement.text;
  for (let semicolons = 0; ; semicolons += 1) {
    try {
      return await connection.run(`${head}${text}${foot}`, statement.params.map(boundOf), statement.params.map(typeOf));
    } catch (error) {
      const blanked = semicolons < MAX_SEMICOLONS ? blankSemicolon(text, error, offset) : null;
      if (blanked === null) throw statementFault(error, { ...session, ...statement, offset }) ?? error;
      text = blanked;
    }
  }
}

const MAX_SEMICOLONS = 8;

function blankSemicolon(text: string, error: unknown, offset: number): string | null {
  const { kind, at } = readEngineMessage(error instanceof Error ? error.message : "");
  if (kind !== "Parser" || at === null) return null;
  const bytes = Buffer.from(text);
  const index = at - offset;
  if (bytes[index] !== 0x3b) return null;
  bytes[index] = 0x20;
  return bytes.toString();
}

async function asReader<T>(session: Session, offset: number, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw statementFault(error, { ...session, ...session.statement, offset }) ?? error;
  }
}

function typeOf(value: Statement["params"][number]): DuckDBType {
  if (value === null) return SQLNULL;
  if (typeof value === "string") return VARCHAR;
  if (typeof value === "boolean") return BOOLEAN;
  if (!Number.isSafeInteger(value)) return DOUBLE;
  return Math.abs(value) > 0x7fffffff ? BIGINT : INTEGER;
}

function boundOf(value: Statement["params"][number]): DuckDBValue {
  return typeOf(value) === BIGINT ? BigInt(Number(value)) : value;
}
