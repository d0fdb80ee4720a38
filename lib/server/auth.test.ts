import { describe, expect, it } from "vitest";
import { actorOf } from "#lib/server/auth.ts";
import { hashToken, newToken } from "#lib/server/token.ts";
import { wordsOf } from "#lib/store/fixture.ts";
import type { TokenRecord } from "#lib/store/store.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const good = newToken();
const old = newToken();
const CLAIMS = { country: "DE", regions: ["a", "b"], desk: 4 };
const records = new Map<string, TokenRecord>([
  [hashToken(good), { id: "1", name: "notebook", admin: false, groups: ["finance"], scopes: [], claims: CLAIMS, expiresAt: null }],
  [hashToken(old), { id: "2", name: "old", admin: true, groups: [], scopes: [], claims: {}, expiresAt: NOW }],
]);
const words = wordsOf();
const vocabulary = { ...words, policy: { ...words.policy, attributes: ["country", "level"] }, revision: 1 };
const store = { findToken: async (hash: string) => records.get(hash) ?? null, vocabulary: async () => vocabulary };
const ask = (authorization: string | null) => actorOf((name) => (name === "authorization" ? authorization : null), store, NOW);

describe("who asks", () => {
  it("is anonymous without credentials", async () => {
    expect(await ask(null)).toEqual({ kind: "anonymous" });
  });

  it("is the token's owner with a token that holds, in any case of the scheme", async () => {
    expect(await ask(`bearer ${good}`)).toMatchObject({ kind: "token", id: "1", name: "notebook", admin: false, groups: ["finance"] });
  });

  it("has those claims alone that the published policy lists as attributes", async () => {
    expect(await ask(`Bearer ${good}`)).toMatchObject({ claims: { country: "DE" } });
  });

  it.each([
    ["of another scheme", "Basic dXNlcjpwYXNz"],
    ["that is no token", "Bearer tst_short"],
    ["that is unknown", `Bearer ${newToken()}`],
    ["that expired this very moment", `Bearer ${old}`],
    ["with text behind it", `Bearer ${good} x`],
  ])("is refused with credentials %s, and never treated as anonymous", async (_case, authorization) => {
    await expect(ask(authorization)).rejects.toMatchObject({ code: "TS-AUTH-001", status: 401 });
  });
});
