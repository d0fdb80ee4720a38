import { createHash } from "node:crypto";

/** What is known about a person besides groups, for row policies: `country: DE`. Told by whoever made the token, never by a request. */
export type ClaimValue = string | number | boolean | readonly string[];

export type Claims = Readonly<Record<string, ClaimValue>>;

export const NO_CLAIMS: Claims = {};

/** What is kept of a JSON value as claims: anything else is left out, and a claim that is left out opens no row. */
export function readClaims(value: unknown): Claims {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return NO_CLAIMS;
  return Object.fromEntries(Object.entries(value).flatMap(([name, said]) => (isClaimValue(said) ? [[name, said] as const] : [])));
}

function isClaimValue(value: unknown): value is ClaimValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string");
  return typeof value === "string" || typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}

/** The claims that `policy.attributes` of the catalog names; the others decide nothing and are forgotten. */
export function claimsThatCount(claims: Claims, attributes: readonly string[]): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => attributes.includes(name)));
}

/**
 * The same text for claims that open the same rows, whatever the order of names and of the values of a list; `null` without any. A
 * digest, because keys of scopes travel in headers and a list of claims may be long.
 */
export function claimsKey(claims: Claims): string | null {
  const entries = Object.entries(claims)
    .map(([name, value]) => [name, typeof value === "object" ? [...new Set(value)].sort() : value] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? null : createHash("sha256").update(JSON.stringify(entries)).digest("base64url");
}
