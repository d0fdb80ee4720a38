import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimHome } from "./home-claim.mjs";
import { checkCatalog, checkDatabaseAddress, checkHome, checkPort } from "./preconditions.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "touchstone-checks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a port that is taken is named, with another one to use", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  await expect(checkPort("127.0.0.1", port)).rejects.toThrow(new RegExp(`Port ${port} .* is taken .*PORT=`));
  await new Promise((resolve) => other.close(resolve));
  await expect(checkPort("127.0.0.1", port)).resolves.toBeUndefined();
});

test("a catalog that is missing or a file is named, with the variable to set", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(() => checkCatalog(join(folder, "nothing"))).toThrow(/does not exist.*TOUCHSTONE_CATALOG/);
  expect(() => checkCatalog(file)).toThrow(/is a file/);
  expect(() => checkCatalog(folder)).not.toThrow();
});

test("a state folder that cannot be made is named, with the variable to set", () => {
  const file = join(folder, "file");
  writeFileSync(file, "");
  expect(() => checkHome(join(file, "home"))).toThrow(/cannot be written.*TOUCHSTONE_HOME/);
  expect(() => checkHome("/proc/touchstone/home")).toThrow(/cannot be written/);
  expect(() => checkHome(join(folder, "new", "home"))).not.toThrow();
});

test("a database that does not answer is named without its password", async () => {
  const error = await checkDatabaseAddress("postgresql://me:secret@127.0.0.1:1/db").catch((caught: unknown) => caught);
  expect(String(error)).toMatch(/127\.0\.0\.1:1 cannot be reached.*DATABASE_URL/);
  expect(String(error)).not.toContain("secret");
});

test("of two launchers on one state folder the second is told where the first one is", async () => {
  const mine = await claimHome(folder, "http://127.0.0.1:3000");
  writeFileSync(
    join(folder, "launcher.json"),
    JSON.stringify({ launcher: { pid: process.ppid, started: "" }, url: "http://127.0.0.1:3007", npm: null, front: null }),
  );
  await expect(claimHome(folder, "http://127.0.0.1:3001")).rejects.toThrow(/already running.*http:\/\/127\.0\.0\.1:3007/);
  mine.release();
});

test.each([
  ["a launcher that is gone", JSON.stringify({ launcher: { pid: 2 ** 22 + 5, started: "1" }, url: "", npm: null, front: null })],
  [
    "another process that has its number now",
    JSON.stringify({ launcher: { pid: process.ppid, started: "1" }, url: "", npm: null, front: null }),
  ],
  ["half a file", '{"launcher'],
])("a claim of %s is taken over", async (_, text) => {
  writeFileSync(join(folder, "launcher.json"), text);
  const claim = await claimHome(folder, "http://127.0.0.1:3000");
  claim.release();
});
