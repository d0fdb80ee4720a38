import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTarget } from "#lib/server/target.ts";

describe("the address of a request", () => {
  it("is taken as it stands when it is in its one spelling", () => {
    expect(parseTarget("/datasets/orders?x=1&y=//../")).toEqual({ kind: "ok", path: "/datasets/orders", query: "x=1&y=//../" });
    expect(parseTarget("/datasets/a%2Fb")).toEqual({ kind: "ok", path: "/datasets/a%2Fb", query: "" });
    expect(parseTarget("/")).toEqual({ kind: "ok", path: "/", query: "" });
  });

  it("loses the host of its absolute form", () => {
    expect(parseTarget("http://evil.example/terms?x")).toEqual({ kind: "ok", path: "/terms", query: "x" });
    expect(parseTarget("HTTPS://evil.example")).toEqual({ kind: "ok", path: "/", query: "" });
  });

  it.each([
    ["//evil.example/a", "/evil.example/a"],
    ["/a//b?q", "/a/b?q"],
    ["/a/./b", "/a/b"],
    ["/a/../../etc/passwd", "/etc/passwd"],
    ["/_next/%2e%2E/secret", "/secret"],
    ["/..", "/"],
  ])("sends %s to its one spelling", (url, location) => {
    expect(parseTarget(url)).toEqual({ kind: "elsewhere", location });
  });

  it.each(["", "*", "evil.example", "/\\evil.example", "/a b", "/a\u0000", "/ä", "/a#b", "/%", "/%ff", "/a%00b", "ftp://x/"])(
    "refuses %j",
    (url) => {
      expect(parseTarget(url).kind).toBe(url === "" ? "ok" : "bad");
    },
  );

  it("never answers a path or a location that another host could be read from, and always settles", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("/", "//", ".", "..", "%2e", "a", "\\", "?", "%2F", "@", ":", "http:"), { maxLength: 12 }),
        (parts) => {
          const target = parseTarget(`/${parts.join("")}`);
          if (target.kind === "bad") return;
          const text = target.kind === "ok" ? target.path : target.location;
          expect(text).toMatch(/^\/(?!\/)/);
          if (target.kind === "elsewhere") expect(parseTarget(target.location).kind).toBe("ok");
        },
      ),
    );
  });
});
