import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AccessLevel } from "#lib/contract/contract.ts";
import { type Actor, ANONYMOUS, SYSTEM } from "#lib/policy/actor.ts";
import type { Claims } from "#lib/policy/claims.ts";
import { admits, audiencesOf, columnAccess, scopeOf } from "#lib/policy/scope.ts";

const person = (...groups: string[]): Actor => ({ kind: "token", id: "1", name: "test", admin: false, groups });
const admin: Actor = { kind: "token", id: "2", name: "admin", admin: true, groups: [] };

const dataset = (visibility: AccessLevel, data: AccessLevel, readers: string[] = [], owner: string | null = null) => {
  const access = { query: null, export: null, api: null, rows: null, visibility, data, readers };
  return audiencesOf({ access, owner });
};

describe("who sees and who reads", () => {
  it.each([
    ["everyone", ANONYMOUS, true],
    ["signed-in", ANONYMOUS, false],
    ["restricted", ANONYMOUS, false],
    ["signed-in", person(), true],
    ["restricted", person("crm"), false],
    ["restricted", person("finance"), true],
    ["restricted", person("ledger-team"), true],
    ["restricted", admin, true],
    ["restricted", SYSTEM, true],
  ] as const)("visibility %s for %o: %s", (visibility, actor, expected) => {
    const { seenBy, readBy } = dataset(visibility, visibility, ["finance"], "ledger-team");
    expect(admits(scopeOf(actor), seenBy)).toBe(expected);
    expect(admits(scopeOf(actor), readBy)).toBe(expected);
  });

  it("shows a dataset whose data is closed, without letting anyone read it", () => {
    const { seenBy, readBy } = dataset("everyone", "restricted", ["finance"]);
    expect(admits(scopeOf(ANONYMOUS), seenBy)).toBe(true);
    expect(admits(scopeOf(ANONYMOUS), readBy)).toBe(false);
    expect(admits(scopeOf(person("finance")), readBy)).toBe(true);
  });

  it("never lets someone read what they may not see, whatever the contract says", () => {
    const levels = fc.constantFrom<AccessLevel>("everyone", "signed-in", "restricted");
    const groups = fc.subarray(["finance", "crm", "team"]);
    const actors = fc.oneof(
      fc.constant(ANONYMOUS),
      groups.map((list) => person(...list)),
    );
    fc.assert(
      fc.property(
        levels,
        levels,
        groups,
        fc.option(fc.constant("team"), { nil: null }),
        actors,
        (visibility, data, readers, owner, actor) => {
          const { seenBy, readBy } = dataset(visibility, data, readers, owner);
          const scope = scopeOf(actor);
          expect(admits(scope, readBy) && !admits(scope, seenBy)).toBe(false);
        },
      ),
    );
  });

  it("opens a restricted dataset without readers and owner to administrators only", () => {
    const { seenBy } = dataset("restricted", "restricted");
    expect(seenBy).toEqual([]);
    expect(admits(scopeOf(person("finance")), seenBy)).toBe(false);
    expect(admits(scopeOf(admin), seenBy)).toBe(true);
  });
});

describe("keys of scopes", () => {
  it("are equal exactly when the same things are seen, whatever the order of groups", () => {
    expect(scopeOf(person("a", "b")).key).toBe(scopeOf(person("b", "a")).key);
    expect(scopeOf(person("a")).key).not.toBe(scopeOf(person("b")).key);
    expect(scopeOf(person("a,group:b")).key).not.toBe(scopeOf(person("a", "b")).key);
    expect(scopeOf(ANONYMOUS).key).toBe("public");
    expect(scopeOf(person()).key).not.toBe("public");
    // Masks open by group, also for who sees everything, and the app itself is never masked.
    const admins = [admin, { ...admin, groups: ["privacy"] }, { ...admin, groups: ["crm"] }, SYSTEM].map((actor) => scopeOf(actor).key);
    expect(new Set(admins).size).toBe(admins.length);
  });

  it("part people by what is known about them, whatever the order it is told in", () => {
    const known = (claims: Claims, groups: string[] = []) => scopeOf({ ...person(...groups), claims } as Actor).key;
    expect(known({ country: "DE", regions: ["a", "b"] })).toBe(known({ regions: ["b", "a", "b"], country: "DE" }));
    expect(known({})).toBe(scopeOf(person()).key);
    const others: Claims[] = [{}, { country: "DE" }, { country: ["DE"] }, { level: 1 }, { level: "1" }, { level: true }, { level: "true" }];
    expect(new Set(others.map((claims) => known(claims))).size).toBe(others.length);
    expect(known({ country: "DE" }, ["a"])).not.toBe(known({ country: "DE" }, ["b"]));
    expect(scopeOf({ ...admin, claims: { country: "DE" } } as Actor).key).not.toBe(scopeOf(admin).key);
  });

  it("cannot be forged by a group that is called like a level", () => {
    const { seenBy } = dataset("restricted", "restricted", ["everyone"]);
    expect(admits(scopeOf(ANONYMOUS), seenBy)).toBe(false);
  });
});

describe("masks", () => {
  const email = { name: "email", classification: "pii", mask: { as: "partial", except: ["privacy"] } } as const;

  it("says in words what is masked and why", () => {
    expect(columnAccess(email, scopeOf(ANONYMOUS))).toEqual({
      name: "email",
      mask: "partial",
      reason: "email is masked for you because it is personal data and you are not in privacy",
    });
  });

  it("is lifted for the groups that are listed, and not for administrators", () => {
    expect(columnAccess(email, scopeOf(person("privacy"))).mask).toBeNull();
    expect(columnAccess(email, scopeOf(admin)).mask).toBe("partial");
  });

  it("says that a hidden column is hidden", () => {
    expect(columnAccess({ ...email, mask: { as: "hide", except: [] } }, scopeOf(ANONYMOUS)).mask).toBe("hide");
  });
});
