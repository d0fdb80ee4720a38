import type { Access, Column, DatasetContract, MaskKind } from "#lib/contract/contract.ts";
import type { Actor } from "#lib/policy/actor.ts";
import { type Claims, claimsKey, NO_CLAIMS } from "#lib/policy/claims.ts";

declare const scopeBrand: unique symbol;

/**
 * What an actor may see, computed once a request and *used as a filter* by store, search and engine.
 * A dataset has two audiences, sets of keys: `seenBy` (who may know that it exists) and `readBy` (who may read rows).
 * It is visible when the sets of keys meet, or when `audience` is `all`.
 */
export interface Scope {
  readonly [scopeBrand]: true;
  readonly actor: Actor;
  /** `all`: administrators and the app itself. Otherwise keys such as `everyone`, `signed-in`, `group:finance`. */
  readonly audience: "all" | readonly string[];
  /** The same for two actors who see the same things; `public` for anonymous readers. Part of cache keys. */
  readonly key: string;
}

export const EVERYONE = "everyone";
export const SIGNED_IN = "signed-in";
export const groupKey = (group: string): string => `group:${group}`;

export function scopeOf(actor: Actor): Scope {
  switch (actor.kind) {
    case "anonymous":
      return make(actor, [EVERYONE]);
    case "system":
      return make(actor, "all");
    case "token":
      return actor.admin ? make(actor, "all") : make(actor, [EVERYONE, SIGNED_IN, ...actor.groups.map(groupKey).sort()]);
  }
}

function make(actor: Actor, audience: Scope["audience"]): Scope {
  const keys = audience === "all" ? "all" : [...new Set(audience)];
  const key = keys === "all" ? keyOfAll(actor) : keys.length === 1 ? "public" : JSON.stringify(keys);
  const claims = claimsKey(claimsOf(actor));
  return { actor, audience: keys, key: claims === null ? key : `${key} ${claims}` } as Scope;
}

/** What is known about the person who asks, of all that row policies may look at. */
export function claimsOf(actor: Actor): Claims {
  return actor.kind === "token" ? (actor.claims ?? NO_CLAIMS) : NO_CLAIMS;
}

/** Who sees every dataset still sees its columns as the masks say, which open by group. */
function keyOfAll(actor: Actor): string {
  if (actor.kind !== "token") return "system";
  return actor.groups.length === 0 ? "all" : JSON.stringify(["all", ...new Set(actor.groups.map(groupKey).sort())]);
}

/** The audience of one access level: the keys of `scopeOf` that open it. */
function audienceOf(level: Access["data"], access: Pick<Access, "readers">, owner: string | null): string[] {
  if (level === "everyone") return [EVERYONE];
  if (level === "signed-in") return [SIGNED_IN];
  return [...new Set([...access.readers, ...(owner === null ? [] : [owner])])].map(groupKey);
}

export interface Audiences {
  readonly seenBy: readonly string[];
  readonly readBy: readonly string[];
}

const ORDER = ["everyone", "signed-in", "restricted"] as const satisfies readonly Access["data"][];

/**
 * Who may see a dataset and who may read it. Reading is never wider than seeing: `data: everyone` on a dataset that only
 * `finance` may see is read by `finance`.
 */
export function audiencesOf(contract: Pick<DatasetContract, "access" | "owner">): Audiences {
  const { access, owner } = contract;
  const data = ORDER[Math.max(ORDER.indexOf(access.visibility), ORDER.indexOf(access.data))] ?? "restricted";
  return { seenBy: audienceOf(access.visibility, access, owner), readBy: audienceOf(data, access, owner) };
}

export function admits(scope: Scope, audience: readonly string[]): boolean {
  return scope.audience === "all" || scope.audience.some((key) => audience.includes(key));
}

/** How one reader gets one column: as it is, masked, or not at all. `reason` is a sentence for the reader. */
export interface ColumnAccess {
  readonly name: string;
  readonly mask: MaskKind | null;
  readonly reason: string | null;
}

/**
 * How this reader gets a column. `mask` is what the contract says after linking: the column's own mask, else the default of its
 * classification. Administrators are masked like anyone unless listed.
 */
export function columnAccess(column: Pick<Column, "name" | "classification" | "mask">, scope: Scope): ColumnAccess {
  const { name, classification, mask } = column;
  if (mask === null) return { name, mask: null, reason: null };
  const groups = scope.actor.kind === "token" ? scope.actor.groups : [];
  if (scope.actor.kind === "system" || mask.except.some((group) => groups.includes(group))) return { name, mask: null, reason: null };
  const because =
    classification === null
      ? "its contract says so"
      : classification === "pii"
        ? "it is personal data"
        : `it is classified ${classification}`;
  const who = mask.except.length === 0 ? "" : ` and you are not in ${mask.except.join(" or ")}`;
  const how = mask.as === "hide" ? "is hidden" : "is masked";
  return { name, mask: mask.as, reason: `${name} ${how} for you because ${because}${who}` };
}
