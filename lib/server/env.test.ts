import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ENV_SCHEMA, readEnv } from "#lib/server/env.ts";

const home = mkdtempSync(join(tmpdir(), "touchstone-env-"));
afterAll(() => rmSync(home, { recursive: true }));
const base = { DATABASE_URL: "postgresql://u:p@localhost/db", TOUCHSTONE_HOME: home };

describe("the environment", () => {
  it("makes a secret once, readable by its owner only", () => {
    const { secret } = readEnv(base);
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(join(home, "secret")).mode & 0o777).toBe(0o600);
    expect(readEnv(base).secret).toBe(secret);
  });

  it("names every variable that is wrong, in one error", () => {
    expect(() => readEnv({ ...base, PORT: "eighty", DATABASE_URL: "mysql://x" })).toThrow(/DATABASE_URL.*|PORT.*/);
    try {
      readEnv({ ...base, PORT: "eighty", DATABASE_URL: "mysql://x" });
    } catch (error) {
      expect(String(error)).toContain("PORT");
      expect(String(error)).toContain("DATABASE_URL");
    }
  });

  it("never runs the demo pipeline on somebody's own catalog", () => {
    expect(readEnv({ ...base, TOUCHSTONE_DEMO: "1", TOUCHSTONE_CATALOG: "/somewhere/else" }).demo).toBe(false);
    expect(readEnv({ ...base }).demo).toBe(true);
    expect(readEnv({ ...base, TOUCHSTONE_DEMO: "0" }).demo).toBe(false);
  });

  it("gives the address of a source by its name, and nothing else of the environment", () => {
    const env = readEnv({ ...base, TOUCHSTONE_SOURCE_SHOP: "postgresql://u:s3cret@h/d", TOUCHSTONE_SOURCE_EMPTY: "" });
    expect(env.sourceUrl("TOUCHSTONE_SOURCE_SHOP")).toBe("postgresql://u:s3cret@h/d");
    for (const name of ["TOUCHSTONE_SOURCE_EMPTY", "TOUCHSTONE_SOURCE_NONE", "DATABASE_URL", "TOUCHSTONE_HOME", "constructor"])
      expect(env.sourceUrl(name)).toBeNull();
    expect(JSON.stringify(env)).not.toContain("s3cret");
  });

  it("is documented variable by variable in the README, and the README names no other", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const documented = new Set([...readme.matchAll(/^\| `([A-Z][A-Z0-9_]+)`/gm)].map(([, name]) => name));
    expect([...documented].sort()).toEqual(Object.keys(ENV_SCHEMA.shape).sort());
  });
});
