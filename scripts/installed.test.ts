import { describe, expect, test } from "vitest";
import { compareInstalled } from "./installed.mjs";

const machine = { os: "linux", cpu: "x64", libc: "glibc" };
const lock = {
  packages: {
    "": { version: "1.0.0" },
    "node_modules/next": { version: "16.0.0", integrity: "sha512-a" },
    "node_modules/vitest": { version: "5.0.0", integrity: "sha512-b", dev: true },
    "node_modules/db-linux": { version: "1.0.0", optional: true, os: "linux", cpu: "x64" },
    "node_modules/db-musl": { version: "1.0.0", optional: true, os: ["linux"], cpu: ["x64"], libc: ["musl"] },
    "node_modules/db-darwin": { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] },
    "node_modules/wasm-part": { version: "1.0.0", optional: true },
  },
};
const { "": _, "node_modules/vitest": vitest, ...runtimeAndOthers } = lock.packages;
const runtime = {
  "node_modules/next": runtimeAndOthers["node_modules/next"],
  "node_modules/db-linux": runtimeAndOthers["node_modules/db-linux"],
};

describe("compareInstalled", () => {
  test("nothing is installed before npm has finished", () => {
    expect(compareInstalled(lock, undefined, machine)).toEqual({ runtime: false, dev: false, hasDev: false });
  });

  test("what running needs is enough for running, and not for developing", () => {
    expect(compareInstalled(lock, { packages: runtime }, machine)).toEqual({ runtime: true, dev: false, hasDev: false });
  });

  test("a whole installation serves both", () => {
    const packages = { ...runtime, "node_modules/vitest": vitest };
    expect(compareInstalled(lock, { packages }, machine)).toEqual({ runtime: true, dev: true, hasDev: true });
  });

  test("an optional package for this machine that npm has skipped is missing", () => {
    const packages = { "node_modules/next": runtime["node_modules/next"] };
    expect(compareInstalled(lock, { packages }, machine).runtime).toBe(false);
  });

  test.each([
    ["version", { version: "16.0.1", integrity: "sha512-a" }],
    ["content", { version: "16.0.0", integrity: "sha512-z" }],
  ])("another %s of a package is not what is wanted", (_, next) => {
    expect(compareInstalled(lock, { packages: { ...runtime, "node_modules/next": next } }, machine).runtime).toBe(false);
  });

  test("a package that is no longer wanted does no harm", () => {
    const packages = { ...runtime, "node_modules/old": { version: "1.0.0" } };
    expect(compareInstalled(lock, { packages }, machine).runtime).toBe(true);
  });
});
