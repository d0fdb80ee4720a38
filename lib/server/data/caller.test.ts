import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { ANONYMOUS } from "#lib/policy/actor.ts";
import { callerOf } from "#lib/server/data/caller.ts";

const SECRET = "a secret for tests, long enough to be one";

function callerAt(remoteAddress: string, forwarded?: string, trustedProxies = 0) {
  const request = { socket: { remoteAddress } } as IncomingMessage;
  const header = (name: string) => (name === "x-forwarded-for" ? forwarded : undefined);
  return callerOf({ request, header }, ANONYMOUS, { secret: SECRET, trustedProxies });
}

test("a token is one caller, wherever it comes from, and leaves no address behind", () => {
  const actor = { kind: "token", id: "1", name: "ada", admin: false, groups: [] } as const;
  const request = { socket: { remoteAddress: "192.0.2.1" } } as IncomingMessage;
  expect(callerOf({ request, header: () => null }, actor, { secret: SECRET, trustedProxies: 0 })).toEqual({
    key: "token 1",
    address: null,
  });
});

test("an anonymous caller is an address, of which a keyed hash is told", () => {
  expect(callerAt("192.0.2.1")).toEqual(callerAt("::ffff:192.0.2.1"));
  expect(callerAt("192.0.2.1").key).not.toBe(callerAt("192.0.2.2").key);
  expect(JSON.stringify(callerAt("192.0.2.1"))).not.toContain("192");
});

test("all addresses of one network of IPv6 are one caller", () => {
  const same = ["2001:db8::1", "2001:0db8:0:0:1:2:3:4", "2001:DB8::ffff:1"];
  expect(new Set(same.map((address) => callerAt(address).key)).size).toBe(1);
  expect(callerAt("2001:db8:0:1::1").key).not.toBe(callerAt("2001:db8::1").key);
  expect(callerAt("::1").key).not.toBe(callerAt("1::").key);
});

test("what a request says of where it comes from counts only as far as proxies are trusted", () => {
  expect(callerAt("10.0.0.1", "203.0.113.9").key).toBe(callerAt("10.0.0.1").key);
  expect(callerAt("10.0.0.1", "6.6.6.6, 203.0.113.9", 1).key).toBe(callerAt("203.0.113.9").key);
  expect(callerAt("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", 2).key).toBe(callerAt("203.0.113.9").key);
  expect(callerAt("10.0.0.1", undefined, 1).key).toBe(callerAt("10.0.0.1").key);
});
