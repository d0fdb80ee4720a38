/** Which rows of a dataset one reader gets, and why, in words. */
import { attributesOf, type RowPolicyPart, readRowPolicy } from "#lib/contract/row-policy.ts";
import type { Claims, ClaimValue } from "#lib/policy/claims.ts";
import { claimsOf, type Scope } from "#lib/policy/scope.ts";

/** Text in the dialect of the source, or a value that the engine's adapter writes as a literal; a list stands behind IN only. */
export type RowText = string | { readonly value: ClaimValue };

export type RowAccess =
  | { readonly kind: "all" }
  /** `reason`: what this reader sees, as a sentence without its full stop. */
  | { readonly kind: "policy"; readonly parts: readonly RowText[]; readonly reason: string }
  /** No row. `reason`: a sentence for the reader. */
  | { readonly kind: "none"; readonly reason: string };

/**
 * @param policy `access.rows` of the contract
 * @param isVisible whether the reader may know of a column; a policy over any other one is told without its name
 */
export function rowAccess(policy: string | null, scope: Scope, isVisible: (column: string) => boolean): RowAccess {
  if (policy === null || scope.actor.kind === "system") return { kind: "all" };
  const reading = readRowPolicy(policy);
  if (reading.kind === "malformed") {
    const reason = "Its contract limits who sees which rows, in words that are not understood. Nobody can read them until that is mended.";
    return { kind: "none", reason };
  }
  const claims = claimsOf(scope.actor);
  const missing = attributesOf(reading.parts).filter((name) => isUnknown(find(claims, name)));
  if (missing.length > 0) return { kind: "none", reason: missingReason(missing, scope) };
  const listed = reading.parts.find((part) => part.kind === "claim" && !part.afterIn && isList(find(claims, part.attribute)));
  if (listed?.kind === "claim") {
    const reason = `Its contract shows rows by one ${listed.attribute}, and more than one may be yours. Nobody said which one counts, so you see none.`;
    return { kind: "none", reason };
  }
  const parts = reading.parts.flatMap((part): readonly RowText[] => (part.kind === "text" ? [part.text] : valueParts(part, claims)));
  return { kind: "policy", parts, reason: policyReason(reading.parts, claims, isVisible) };
}

/** A name like `constructor` is no claim of anybody. */
const find = (claims: Claims, name: string): ClaimValue | undefined => (Object.hasOwn(claims, name) ? claims[name] : undefined);

const isList = (value: ClaimValue | undefined): value is readonly string[] => typeof value === "object";

/** Of an empty list `NOT IN` would let everything through. */
const isUnknown = (value: ClaimValue | undefined) => value === undefined || (isList(value) && value.length === 0);

function valueParts({ attribute, afterIn }: Extract<RowPolicyPart, { kind: "claim" }>, claims: Claims): readonly RowText[] {
  const value = find(claims, attribute);
  if (value === undefined) return [];
  // One value behind IN is a list of one. Without the brackets DuckDB would look for the column's text inside of the value.
  return afterIn && !isList(value) ? ["(", { value }, ")"] : [{ value }];
}

function missingReason(missing: readonly string[], { actor }: Scope): string {
  const what = missing.map((name) => `your ${name}`).join(" and ");
  const how = actor.kind === "anonymous" ? "Send a token that says it." : "Ask whoever made your token to add it.";
  return `Which rows you may see follows from ${what}, which is not known here. ${how}`;
}

const COMPARED = /^\s*"?([\p{L}_][\p{L}\p{N}_]*)"?\s*(=|in)\s*$/iu;

/** The policy's own text is not told: it may hold values of rows that the reader is not to know of. */
function policyReason(parts: readonly RowPolicyPart[], claims: Claims, isVisible: (column: string) => boolean): string {
  const [first, second, ...rest] = parts;
  const [, column, operator] = (first?.kind === "text" ? COMPARED.exec(first.text) : null) ?? [];
  if (column !== undefined && second?.kind === "claim" && rest.length === 0 && isVisible(column)) {
    const is = operator === "=" || !isList(find(claims, second.attribute)) ? "is" : "is one of";
    return `You see the rows whose ${column} ${is} ${told(second.attribute, claims)}`;
  }
  const by = attributesOf(parts).map((name) => told(name, claims));
  if (by.length === 0) return "You see a part of the rows: the contract limits them for every reader";
  return `You see a part of the rows: the contract limits them by ${by.join(" and ")}`;
}

const MOST_VALUES = 5;
const LONGEST_VALUE = 60;

/** `your country (DE)` */
function told(attribute: string, claims: Claims): string {
  const value = find(claims, attribute);
  const values = (isList(value) ? value : [value]).map((each) => String(each));
  const shown = values
    .slice(0, MOST_VALUES)
    .map((text) => (text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE).toWellFormed()}…` : text));
  const more = values.length > MOST_VALUES ? ` and ${values.length - MOST_VALUES} more` : "";
  return `your ${attribute} (${shown.join(", ")}${more})`;
}
