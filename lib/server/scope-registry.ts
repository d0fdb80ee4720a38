import { randomBytes, timingSafeEqual } from "node:crypto";
import { LRUCache } from "lru-cache";
import type { Scope } from "#lib/policy/scope.ts";

/** Headers of an inner request: the page cache renders a page for a scope, without the reader's cookies or token. */
export const SCOPE_HEADER = "x-touchstone-scope";
export const SECRET_HEADER = "x-touchstone-secret";

/**
 * The scopes that inner requests may name. Only this process knows the secret; the front drops both headers when they come from
 * outside, so a scope can be used only by someone whom the front has given it to.
 */
export class ScopeRegistry {
  readonly secret = randomBytes(32).toString("hex");
  readonly #scopes = new LRUCache<string, Scope>({ max: 10_000 });

  /** Headers for an inner request that is rendered for `scope`. */
  headersFor(scope: Scope): Record<string, string> {
    this.#scopes.set(scope.key, scope);
    return { [SCOPE_HEADER]: encodeURIComponent(scope.key), [SECRET_HEADER]: this.secret };
  }

  /** The scope of an inner request; `undefined` for a request from outside. */
  find(header: (name: string) => string | null | undefined): Scope | undefined {
    const secret = Buffer.from(header(SECRET_HEADER) ?? "");
    const expected = Buffer.from(this.secret);
    if (secret.length !== expected.length || !timingSafeEqual(secret, expected)) return undefined;
    return this.#scopes.get(decodeURIComponent(header(SCOPE_HEADER) ?? ""));
  }
}
