/** Texts that are refused before the parser sees them: it would take them otherwise than the rest of the engine, or take too long. */
import { tokensOf } from "#lib/engine/duckdb/gate/tokens.ts";
import type { Analyzed } from "#lib/engine/guarded-sql.ts";

type Refused = Extract<Analyzed, { kind: "refused" }>;

/** More than any limit of a statement's length that makes sense; the caller has its own. */
const MAX_CHARACTERS = 1_048_576;
/** The parser's time grows with the square of these, or faster: 1,000 plus signs in a row take it 0.2 s, 4,000 take 15 s. */
const MAX_COMMENTS = 1_000;
const MAX_OPERATOR = 50;
const MAX_CONDITIONS = 10_000;

/** `null`: the parser may see it. */
export function refuseUnreadable(text: string): Refused | null {
  const refused = (reason: string, at: number, syntax = true): Refused => ({ kind: "refused", reason, at, syntax });
  if (text.length > MAX_CHARACTERS) return refused("The statement is longer than any that can be run.", MAX_CHARACTERS, false);
  const nul = text.indexOf("\0");
  if (nul !== -1) return refused("The statement holds a NUL character, behind which nothing would be read.", nul);
  if (!text.isWellFormed()) return refused("The statement holds half of a character.", text.search(/\p{Surrogate}/u));
  const comments = [...text.matchAll(/\/\*/g)];
  if (comments.length > MAX_COMMENTS)
    return refused("The statement has more than 1,000 comments.", comments[MAX_COMMENTS]?.index ?? 0, false);
  let conditions = 0;
  for (const { kind, text: token, at } of tokensOf(text)) {
    if (kind === "operator" && token.length > MAX_OPERATOR) return refused("No operator has so many signs.", at);
    if (kind === "word" && /^(and|or)$/i.test(token)) conditions += 1;
    if (conditions > MAX_CONDITIONS) return refused("The statement has more than 10,000 conditions.", at, false);
  }
  return null;
}
