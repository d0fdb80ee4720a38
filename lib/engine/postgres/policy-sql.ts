/** A row policy as SQL: its text as the contract has it, with values of the reader's claims as literals between. */
import { LRUCache } from "lru-cache";
import type { RowPolicy } from "#lib/engine/guarded-sql.ts";
import { findFunction } from "#lib/engine/postgres/dotted-names.ts";
import { codesOf } from "#lib/engine/postgres/failure.ts";
import type { Gate } from "#lib/engine/postgres/gate/gate.ts";
import type { Dotted, Reading } from "#lib/engine/postgres/gate/reading.ts";
import { quoteText } from "#lib/engine/postgres/quote.ts";
import type { Session } from "#lib/engine/postgres/session.ts";
import { AppError } from "#lib/errors.ts";

type PolicyValue = Exclude<RowPolicy["parts"][number], string>["value"];

export interface Condition {
  /** In brackets. */
  readonly sql: string;
  readonly dotted: readonly Dotted[];
}

/**
 * The condition. It passes the same gate as a reader's statement and has to be one expression without tables.
 * @throws AppError TS-ACCESS-001 when it is not: then nobody sees a row
 */
export async function policySql(gate: Gate, policy: RowPolicy): Promise<Condition> {
  const sql = policy.parts.map((part) => (typeof part === "string" ? part : literalSql(part.value))).join("");
  const reading = await gate.read(`SELECT\n${sql}\nAS ts_policy`);
  const reason = refusal(reading);
  if (reason !== null || reading.kind === "refused") throw policyRefused(new Error(`the row policy was refused: ${reason}`));
  return { sql: `(\n${sql}\n)`, dotted: reading.dotted };
}

function refusal(reading: Reading): string | null {
  if (reading.kind === "refused") return reading.reason;
  const { isPolicy, tables, parameters, chance } = reading;
  if (!isPolicy || tables.length > 0 || parameters.length > 0) return "it is not one condition over the dataset's own columns";
  return chance.length === 0 ? null : `${chance[0]} gives another value each time`;
}

/** @throws AppError TS-ACCESS-001 when the server cannot apply it to the table's rows: it names what is not there, or is no condition */
export async function checkPolicy(session: Session, from: string, { sql, dotted }: Condition): Promise<void> {
  const known = passed.get(session.source) ?? new LRUCache<string, true>({ max: 500, ttl: KEPT_MS });
  passed.set(session.source, known);
  const text = `SELECT FROM ${from} WHERE ${sql} LIMIT 0`;
  if (known.has(text)) return;
  const called = await findFunction(session, dotted);
  if (called !== undefined) throw policyRefused(new Error(`the row policy was refused: ${called.name} behind a dot may be a function`));
  try {
    await session.ask(text, []);
  } catch (error) {
    throw codesOf(error).some((code) => /^(?:42(?!501)|22|0A)/.test(code)) ? policyRefused(error) : error;
  }
  known.set(text, true);
}

/** Conditions that a server takes. They hold claims, so there may be one for every reader. */
const passed = new WeakMap<object, LRUCache<string, true>>();
const KEPT_MS = 30_000;

function policyRefused(cause: unknown): AppError {
  return new AppError(
    "TS-ACCESS-001",
    "The row policy of this dataset cannot be applied to its data, so its rows are shown to nobody until its owner corrects it.",
    { cause },
  );
}

/** Texts without a type, so that they compare with columns of any type. */
function literalSql(value: PolicyValue): string {
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TypeError("a claim's number is not finite");
    return value < 0 ? `(${value})` : String(value);
  }
  // `IN (NULL)` and `NOT IN (NULL)` hold for nobody: no claims, no rows.
  return value.length === 0 ? "(NULL)" : `(${value.map(quoteText).join(", ")})`;
}
