/** A text through PostgreSQL's own grammar and the walk. Runs in a thread of its own: see `gate-thread.ts`. */
import { hasSqlDetails, loadModule, parseSync, type ScanToken, scanSync } from "libpg-query";
import { type Reading, type ReadMention, type ReadParameter, Refusal } from "#lib/engine/postgres/gate/reading.ts";
import { type Found, listOf, type Tree, treeOf, walkStatement, wordsOf } from "#lib/engine/postgres/gate/walk.ts";

type Passed = Extract<Reading, { kind: "passed" }>;

const ONE_ONLY = "Write exactly one statement";

export async function readStatement(text: string): Promise<Reading> {
  await loadModule();
  const refused = (reason: string, at: number | null, syntax: boolean): Reading => ({ kind: "refused", reason: `${reason}.`, at, syntax });
  if (text.includes("\0")) return refused("The statement holds a NUL character", text.indexOf("\0"), true);
  if (text.trim() === "") return refused("The statement is empty", null, true);
  const bytes = Buffer.from(text);
  const toUnits = (at: number | null): number | null => (at === null ? null : bytes.subarray(0, at).toString().length);
  try {
    const statements = listOf(treeOf(parseSync(text))["stmts"]).map((statement) => treeOf(treeOf(statement)["stmt"]));
    const [statement] = statements;
    if (statement === undefined) return refused("The statement is empty", null, true);
    if (statements.length > 1) return refused(ONE_ONLY, toUnits(secondStart(text)), false);
    const [kind = ""] = Object.keys(statement);
    if (kind !== "SelectStmt") return refused(`A statement can only read, and ${wordsOf(kind)} is not allowed`, 0, false);
    const tokens = scanSync(text).tokens.filter(({ tokenName }) => tokenName !== "SQL_COMMENT" && tokenName !== "C_COMMENT");
    const select = treeOf(statement["SelectStmt"]);
    return { ...passed(walkStatement(select), tokens, (at) => toUnits(at) ?? 0), isPolicy: isPolicy(select) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message, toUnits(error.at), false);
    if (hasSqlDetails(error)) {
      const { message, cursorPosition } = error.sqlDetails ?? { message: error.message, cursorPosition: -1 };
      const memory = /memory exhausted|stack depth/.test(message);
      const reason = memory ? "The statement is nested too deeply; write it with fewer brackets or steps" : sentence(message);
      return refused(reason, cursorPosition < 0 ? null : [...text].slice(0, cursorPosition).join("").length, !memory);
    }
    throw error;
  }
}

function passed(found: Found, tokens: readonly ScanToken[], toUnits: (at: number) => number): Omit<Passed, "isPolicy"> {
  const starts = new Map(tokens.map((token, index) => [token.start, index]));
  const tables = found.tables.map(({ name, at, hasAlias }): ReadMention => {
    // Between the parts of a name stands a dot, each a token of its own.
    const last = tokens[(starts.get(at) ?? Number.NaN) + 2 * (name.length - 1)];
    if (last === undefined) throw new Refusal("A table's name cannot be found in the text", at);
    return { name, at: toUnits(at), end: toUnits(last.end), hasAlias };
  });
  const parameters = tokens
    .filter(({ tokenName }) => tokenName === "PARAM")
    .map((token): ReadParameter => ({ number: Number(token.text.slice(1)), at: toUnits(token.start), end: toUnits(token.end) }));
  const unknown = parameters.find(({ number }) => !found.parameters.has(number));
  if (unknown !== undefined) throw new Refusal("A parameter stands where none can", unknown.at);
  const final = tokens.findLast(({ text }) => text !== ";");
  const dotted = found.dotted.map(({ name, at }) => ({ name, at: at === null ? null : toUnits(at) }));
  return { kind: "passed", tables, parameters, dotted, chance: found.chance, end: toUnits(final?.end ?? 0) };
}

/** What of a text can be put between brackets without becoming anything else. */
function isPolicy(select: Tree): boolean {
  const fields = Object.keys(select).filter((field) => field !== "limitOption" && field !== "op");
  const [target, ...others] = listOf(select["targetList"]).map((item) => treeOf(treeOf(item)["ResTarget"]));
  return (
    fields.join() === "targetList" &&
    !hasSubquery(target) &&
    others.length === 0 &&
    target?.["name"] === "ts_policy" &&
    target["indirection"] === undefined
  );
}

function hasSubquery(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  return Object.entries(part).some(([field, value]) => field === "SubLink" || hasSubquery(value));
}

/** Byte offset of the second statement. */
function secondStart(text: string): number | null {
  const tokens = scanSync(text).tokens;
  const semicolon = tokens.findIndex(({ tokenName }) => tokenName === "ASCII_59");
  return tokens.slice(semicolon + 1).find(({ tokenName }) => !/COMMENT|ASCII_59/.test(tokenName))?.start ?? null;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}`.replace(/\.$/, "");
}
