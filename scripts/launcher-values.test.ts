import { describe, expect, test } from "vitest";
import { addressOf, readConfiguration } from "./configuration.mjs";
import { parsePostmaster } from "./postgres/postmaster.mjs";
import { isNewEnough } from "./runtime.mjs";
import { isDiskFull, StartError, sentenceFor } from "./start-error.mjs";
import { findNobody } from "./unprivileged-user.mjs";

describe("the user that PostgreSQL runs as", () => {
  test("is nobody, under whatever number", () => {
    expect(findNobody("root:x:0:0::/root:/bin/sh\nnobody:x:99:98::/:/bin/false\n")).toEqual({ uid: 99, gid: 98 });
  });
  test("is the one with the usual number where nobody has another name", () => {
    expect(findNobody("root:x:0:0::/:/bin/sh\nnfsnobody:x:65534:65534::/:/bin/false")).toEqual({ uid: 65_534, gid: 65_534 });
  });
  test("is never root", () => {
    expect(findNobody("nobody:x:0:0::/:/bin/sh")).toBeUndefined();
    expect(findNobody("")).toBeUndefined();
  });
});

describe("a pid file of PostgreSQL", () => {
  const lines = ["4711", "/data", "1790000000", "5432", "/tmp/touchstone-abc123", "", "  5432001        12", "ready   "];
  test("tells the process, its socket, its shared memory and whether it is ready", () => {
    const expected = { pid: 4711, port: 5432, socketFolder: "/tmp/touchstone-abc123", sharedMemory: "12", ready: true };
    expect(parsePostmaster(`${lines.join("\n")}\n`)).toEqual(expected);
  });
  test("that is half written is not ready", () => {
    expect(parsePostmaster(lines.slice(0, 5).join("\n"))?.ready).toBe(false);
    expect(parsePostmaster("")).toBeUndefined();
    expect(parsePostmaster("-1\n")).toBeUndefined();
  });
});

describe("configuration", () => {
  test.each(["x", "-1", "65536", "1.5"])("refuses the port %s in a sentence", (port) => {
    expect(() => readConfiguration({ PORT: port }, [])).toThrow(StartError);
  });
  test("refuses a database that is no PostgreSQL and an option that there is not", () => {
    expect(() => readConfiguration({ DATABASE_URL: "mysql://x" }, [])).toThrow(/postgresql:\/\//);
    expect(() => readConfiguration({}, ["--prod"])).toThrow(/--prod/);
    expect(readConfiguration({}, ["--dev", "--adopt-folder"])).toMatchObject({ dev: true, adoptFolder: true });
    expect(readConfiguration({}, [])).toMatchObject({ dev: false, adoptFolder: false });
  });
  test("knows the sample catalog from somebody's own", () => {
    expect(readConfiguration({}, []).isSample).toBe(true);
    expect(readConfiguration({ TOUCHSTONE_CATALOG: "./catalog/" }, []).isSample).toBe(true);
    expect(readConfiguration({ TOUCHSTONE_CATALOG: "/srv/catalog" }, []).isSample).toBe(false);
  });
  test("an empty variable is as good as none", () => {
    expect(readConfiguration({ PORT: "", HOST: "", DATABASE_URL: "" }, [])).toMatchObject({
      port: 3000,
      host: "127.0.0.1",
      databaseUrl: undefined,
    });
  });
  test("the address for people can be opened in a browser", () => {
    expect(addressOf(readConfiguration({ HOST: "0.0.0.0" }, []))).toBe("http://localhost:3000");
    expect(addressOf(readConfiguration({ HOST: "::1", PORT: "80" }, []))).toBe("http://[::1]:80");
  });
});

test.each([
  ["v22.18.0", true],
  ["v22.17.9", false],
  ["v20.20.2", false],
  ["v24.0.0", true],
])("Node %s runs TypeScript files: %s", (version, runs) => {
  expect(isNewEnough(version)).toBe(runs);
});

test("a full disk is recognised in what a program printed and in an error's cause", () => {
  expect(isDiskFull('could not write to file "base/1": No space left on device')).toBe(true);
  expect(isDiskFull(new Error("x", { cause: Object.assign(new Error("write"), { code: "ENOSPC" }) }))).toBe(true);
  expect(isDiskFull("all is well")).toBe(false);
  expect(sentenceFor(new Error("a defect"))).toBeNull();
});
