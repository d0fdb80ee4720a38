/** A reader's statement: its tables resolved, its text prepared, its answer described; then run, copied or explained. */
import type { EngineColumn, SqlPage } from "#lib/engine/engine.ts";
import type { GuardedSql } from "#lib/engine/guarded-sql.ts";
import { findFunction } from "#lib/engine/postgres/dotted-names.ts";
import { connectFailure, isConnectionFailure, queryFailure, statementFailure } from "#lib/engine/postgres/failure.ts";
import type { Gate } from "#lib/engine/postgres/gate/gate.ts";
import { jsonCell } from "#lib/engine/postgres/json-cell.ts";
import { datasetSelect, type NamedSelect, preludeSql, viewNames } from "#lib/engine/postgres/namespace.ts";
import { type PgType, typeName } from "#lib/engine/postgres/pg-type.ts";
import { type Condition, checkPolicy, policySql } from "#lib/engine/postgres/policy-sql.ts";
import { readCells } from "#lib/engine/postgres/read-cells.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import { boundValue, type PreparedText, placeIn, prepareText } from "#lib/engine/postgres/statement-text.ts";
import type { TableShape } from "#lib/engine/postgres/table-shape.ts";
import { makeViews } from "#lib/engine/postgres/views.ts";
import { AppError, isAppError } from "#lib/errors.ts";

export interface Output extends EngineColumn {
  /** As the outer SELECT calls it. */
  readonly sql: string;
  readonly pg: PgType;
}

export interface OpenStatement {
  readonly outputs: readonly Output[];
  /** The whole SQL with these fields of the text's columns (`c0`, `c1`, …). */
  readonly select: (fields: readonly string[], limit: number | null) => string;
  /** Values for it; none where they stand in the text as literals. */
  readonly values: readonly (string | null)[];
  /** Whether the server keeps other workers from the rows, so that they come in one order. */
  readonly explainable: string;
}

export interface StatementDeps {
  readonly gate: Gate;
  readonly shapeOf: (session: Session, dataset: GuardedSql["datasets"][number]) => Promise<TableShape>;
}

/**
 * Opens a statement on a connection, inside its read-only transaction when it returns.
 * @param inline parameters become literals, for what takes no values
 */
export async function openStatement(
  deps: StatementDeps,
  session: Session,
  sql: GuardedSql,
  { inline, settings }: { inline: boolean; settings: string },
): Promise<OpenStatement & { readonly explain: (error: unknown) => unknown }> {
  const reading = await deps.gate.read(sql.text);
  if (reading.kind !== "passed") throw new AppError("TS-QUERY-002", reading.reason);
  const nameOf = viewNames(sql);
  const policies = new Map<object, Condition>();
  for (const dataset of sql.datasets) if (dataset.rows !== null) policies.set(dataset, await policySql(deps.gate, dataset.rows));
  const prepared = await prepareText(deps.gate, { original: sql.text, reading, params: inline ? sql.params : null, nameOf });
  await session.begin();
  const called = await findFunction(session, reading.dotted);
  if (called !== undefined) throw dottedCall(sql.text, called);
  const selects: NamedSelect[] = [];
  for (const dataset of sql.datasets) {
    const shape = await deps.shapeOf(session, dataset);
    const policy = policies.get(dataset) ?? null;
    if (policy !== null) await checkPolicy(session, shape.sql, policy);
    selects.push({ name: nameOf(dataset.name) ?? "", sql: datasetSelect(dataset, shape, policy?.sql ?? null), hasPolicy: policy !== null });
  }
  const guarded = selects.filter(({ hasPolicy }) => hasPolicy);
  if (guarded.length > 0) await session.script("ROLLBACK");
  const inViews = guarded.length > 0 && (await makeViews(session, guarded));
  if (guarded.length > 0) await session.begin(settings);
  else if (settings !== "") await session.script(settings);
  const prelude = preludeSql(inViews ? selects.filter(({ hasPolicy }) => !hasPolicy) : selects);
  const values = inline ? [] : sql.params.map(boundValue);
  const whole = (fields: string, names: string, end: string) => {
    const head = `${prelude}SELECT ${fields} FROM (\n`;
    return { sql: `${head}${prepared.text}\n) AS ts_q${names}${end}`, offset: head.length };
  };
  let sent = whole("*", "", " LIMIT 0");
  const explain = (error: unknown) =>
    explained(error, { sql, prepared, sent: sent.sql, offset: sent.offset, source: session.source.options.id });
  try {
    const fields = await session.rows({ text: sent.sql, values }, () => true);
    const types = await session.source.types.resolve(
      fields.map(({ dataTypeID }) => dataTypeID),
      session.ask,
    );
    const outputs = fields.map((field, index): Output => {
      const pg = types.get(field.dataTypeID);
      if (pg === undefined) throw new TypeError(`type ${field.dataTypeID} was not resolved`);
      return { name: field.name, type: typeName(pg, field.dataTypeModifier), nullable: true, sql: `c${index}`, pg };
    });
    const names = outputs.length === 0 ? "" : `(${outputs.map((output) => output.sql).join(", ")})`;
    return {
      outputs,
      values,
      explain,
      explainable: whole("*", "", "").sql,
      select: (wanted, limit) => {
        sent = whole(wanted.join(", "), names, limit === null ? "" : ` LIMIT ${limit}`);
        return sent.sql;
      },
    };
  } catch (error) {
    session.signal.throwIfAborted();
    throw explain(error);
  }
}

function dottedCall(text: string, { name, at }: { readonly name: string; readonly at: number | null }): AppError {
  const message = `${name} behind a dot may be a function of the server, which may not be used here. If it is a column, write it without its table.`;
  return new AppError("TS-QUERY-002", message, { details: [{ path: at === null ? "body.sql" : placeIn(text, at), message }] });
}

/** At most `limit` rows, and one more to know whether there are. */
export async function runStatement(deps: StatementDeps, session: Session, sql: GuardedSql, limit: number): Promise<SqlPage> {
  const statement = await openStatement(deps, session, sql, { inline: false, settings: "" });
  const cells = statement.outputs.map(({ pg, sql: field }) => jsonCell(pg, field));
  const text = statement.select(
    cells.map((cell) => cell.sql),
    limit + 1,
  );
  try {
    const { rows, more } = await readCells(session, { text, values: statement.values }, cells, limit);
    return { columns: statement.outputs.map(({ name, type, nullable }) => ({ name, type, nullable })), rows, more };
  } catch (error) {
    session.signal.throwIfAborted();
    throw statement.explain(error);
  }
}

interface Sent {
  readonly sql: GuardedSql;
  readonly prepared: PreparedText;
  readonly sent: string;
  readonly offset: number;
  readonly source: string;
}

/** The failure as the reader gets it, with its place in what they wrote. */
function explained(error: unknown, { sql, prepared, sent, offset, source }: Sent): unknown {
  if (isAppError(error)) return error;
  if (isConnectionFailure(error)) return connectFailure(error, source);
  const failure = statementFailure(error, sql.isProtected);
  if (failure === null) return queryFailure(error, source);
  const at = failure.position === null ? null : charactersToUnits(sent, failure.position - 1) - offset;
  // A place in our own part of the statement: a table that has changed behind the contract.
  if (at !== null && at < 0) return queryFailure(error, source);
  const place = at === null || at > prepared.text.length ? null : placeIn(sql.text, prepared.toOriginal(at));
  return new AppError("TS-QUERY-001", failure.sentence, {
    cause: error,
    details: place === null ? [] : [{ path: place, message: failure.sentence }],
  });
}

/** The server counts characters; JavaScript counts units of UTF-16. */
function charactersToUnits(text: string, characters: number): number {
  let at = 0;
  for (let count = 0; count < characters && at < text.length; count += 1) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return at;
}
