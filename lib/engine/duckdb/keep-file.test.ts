import { chownSync, existsSync, linkSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect, test } from "vitest";
import { keepFile } from "#lib/engine/duckdb/keep-file.ts";

const folder = mkdtempSync(join(tmpdir(), "touchstone-keep-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const WORKER = 65_534;
const isRoot = process.getuid?.() === 0;

function write(name: string, owner: number | null): string {
  const path = join(folder, name);
  writeFileSync(path, name, { mode: 0o600 });
  if (owner !== null && isRoot) chownSync(path, owner, owner);
  return path;
}

test("keeps a file where nobody changes it", () => {
  const kept = join(folder, "kept");
  const worker = isRoot ? WORKER : null;
  keepFile(write("made", worker), kept, worker);
  expect([readFileSync(kept, "utf8"), statSync(kept).mode & 0o777]).toEqual(["made", 0o440]);
  if (isRoot) expect([statSync(kept).uid, statSync(kept).gid]).toEqual([0, WORKER]);
});

test.runIf(isRoot)("takes no file of somebody else, whoever names it", () => {
  const secret = write("secret", 0);
  expect(() => keepFile(secret, join(folder, "stolen"), WORKER)).toThrow("not its own");
  expect([existsSync(join(folder, "stolen")), statSync(secret).mode & 0o777, statSync(secret).gid]).toEqual([false, 0o600, 0]);
});

test("follows no link", () => {
  const target = write("target", null);
  symlinkSync(target, join(folder, "link"));
  linkSync(target, join(folder, "second-name"));
  for (const name of ["link", "second-name"]) expect(() => keepFile(join(folder, name), join(folder, "taken"), null)).toThrow();
  expect([existsSync(join(folder, "taken")), statSync(target).mode & 0o777]).toEqual([false, 0o600]);
});
