/**
 * The first wall: a text passes when the engine's own parser finds one statement in it that only reads, made of nothing but parts and
 * functions that are known. Names of tables come back; whether they are datasets that the reader may read is not known here.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { isTree, type Parsed, parseSql } from "#lib/engine/duckdb/gate/parse.ts";
import { offsetsOfBytes } from "#lib/engine/duckdb/gate/place.ts";
import { refuseUnreadable } from "#lib/engine/duckdb/gate/readable.ts";
import { Refusal } from "#lib/engine/duckdb/gate/refusal.ts";
import { onlyOne, parserRefusal } from "#lib/engine/duckdb/gate/sentences.ts";
import { secondStatement, tokensOf } from "#lib/engine/duckdb/gate/tokens.ts";
import { Walk } from "#lib/engine/duckdb/gate/walk.ts";
import type { Analyzed } from "#lib/engine/guarded-sql.ts";

/** `connection`: any of the engine; nothing of the text is bound or run. Rejects only when the parse was interrupted. */
export async function analyzeText(connection: DuckDBConnection, text: string): Promise<Analyzed> {
  const unreadable = refuseUnreadable(text);
  if (unreadable !== null) return unreadable;
  const parsed = await parseSql(connection, text);
  if (parsed.kind === "failed") return parserRefusal(text, parsed);
  const { count } = parsed.statements.length === 1 ? await connection.extractStatements(text) : { count: parsed.statements.length };
  if (count === 0) return { kind: "refused", reason: "There is no statement.", at: 0, syntax: true };
  if (count !== 1) return onlyOne(secondStatement(text)?.at ?? null);
  return walkStatement(text, parsed);
}

function walkStatement(text: string, { statements }: Extract<Parsed, { kind: "parsed" }>): Analyzed {
  const [statement] = statements;
  if (statement === undefined) throw new TypeError("no statement to walk through");
  const walk = new Walk();
  const offsetOf = offsetsOfBytes(text);
  try {
    walk.statement(statement);
    const tables = walk.tables.map(({ name, location }) => ({ name, at: offsetOf(location) }));
    return countParameters(text, statement["named_param_map"], tables);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { kind: "refused", reason: error.message, at: offsetOf(error.location), syntax: false };
  }
}

/** Parameters are numbers without a gap, as a list of values has them. */
function countParameters(text: string, map: unknown, tables: Extract<Analyzed, { kind: "passed" }>["tables"]): Analyzed {
  const keys = (Array.isArray(map) ? map : []).map((entry) => (isTree(entry) ? String(entry["key"]) : ""));
  const place = (key: string) => [...tokensOf(text)].find((token) => token.kind === "parameter" && token.text === `$${key}`)?.at ?? null;
  const named = keys.find((key) => !/^[1-9]\d{0,8}$/.test(key));
  if (named !== undefined) {
    const reason = `Parameters have no names here: write ? or $1 instead of $${named.slice(0, 60)}.`;
    return { kind: "refused", reason, at: place(named), syntax: false };
  }
  const numbers = new Set(keys.map(Number));
  for (let number = 1; number <= numbers.size; number += 1) {
    if (numbers.has(number)) continue;
    const beyond = Math.max(...numbers);
    const reason = `The statement uses parameter $${beyond} and not $${number}: number them from 1 without a gap.`;
    return { kind: "refused", reason, at: place(String(beyond)), syntax: false };
  }
  return { kind: "passed", tables: tables.toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0)), parameters: numbers.size };
}
