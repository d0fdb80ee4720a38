import { describe, expect, it } from "vitest";
import { Versions } from "#lib/server/versions.ts";

describe("the version of the catalog", () => {
  it("is unknown until changes are heard, and again when the connection is lost", () => {
    const versions = new Versions();
    expect(versions.current()).toBeUndefined();
    versions.onEvent({ kind: "all" });
    expect(versions.current()).toBeDefined();
    versions.onEvent({ kind: "lost" });
    expect(versions.current()).toBeUndefined();
  });

  it("is another one after every change and every reconnect, and never one that was", () => {
    const versions = new Versions();
    const seen = new Set<string | undefined>();
    for (const event of [
      { kind: "all" },
      { kind: "dataset", name: "orders" },
      { kind: "dataset", name: "orders" },
      { kind: "lost" },
      { kind: "all" },
      { kind: "dataset", name: "orders" },
      { kind: "all" },
    ] as const) {
      versions.onEvent(event);
      const version = versions.current();
      if (event.kind !== "lost") expect(seen.has(version)).toBe(false);
      seen.add(version);
    }
  });
});
