import type { Claims } from "#lib/policy/claims.ts";

/**
 * Who asks. Made once a request in `lib/server/auth.ts`, then only read.
 * `groups` are the provider's or the token's groups; the id of an owning team is a group too.
 */
export type Actor =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "token";
      readonly id: string;
      readonly name: string;
      readonly admin: boolean;
      readonly groups: readonly string[];
      /** Only those that the published policy lists as attributes. Absent: nothing is known, which opens no row. */
      readonly claims?: Claims;
    }
  /** The app itself: projections and jobs. Never made from a request. */
  | { readonly kind: "system" };

export const ANONYMOUS: Actor = { kind: "anonymous" };
export const SYSTEM: Actor = { kind: "system" };
