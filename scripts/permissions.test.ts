import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { mayEnter, mayRead, modeGrants } from "./permissions.mjs";

const STRANGER = { uid: 61_234, gid: 61_234 };

describe("modeGrants", () => {
  test.each([
    ["the owner's bits count for the owner", { mode: 0o407, uid: 5, gid: 9 }, 4, true],
    ["and only those, though others may more", { mode: 0o047, uid: 5, gid: 9 }, 4, false],
    ["the group's for a member", { mode: 0o050, uid: 1, gid: 5 }, 5, true],
    ["and only those for a member", { mode: 0o707, uid: 1, gid: 5 }, 4, false],
    ["the others' for everybody else", { mode: 0o001, uid: 1, gid: 2 }, 1, true],
    ["every wanted bit is needed", { mode: 0o004, uid: 1, gid: 2 }, 5, false],
  ])("%s", (_, stat, want, granted) => {
    expect(modeGrants(stat, { uid: 5, gid: 5 }, want)).toBe(granted);
  });
});

describe("a path", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "touchstone-permissions-"));
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, "open"), { mode: 0o755 });
    writeFileSync(join(folder, "open", "file"), "x");
    chmodSync(join(folder, "open", "file"), 0o644);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is readable when every folder above it can be entered", () => {
    expect(mayRead(join(folder, "open", "file"), STRANGER)).toBe(true);
    expect(mayEnter(join(folder, "open"), STRANGER)).toBe(true);
  });

  test("is not when one of them is closed, however open it is itself", () => {
    chmodSync(folder, 0o700);
    expect(mayRead(join(folder, "open", "file"), STRANGER)).toBe(false);
    expect(mayEnter(join(folder, "open"), STRANGER)).toBe(false);
  });

  test("counts where its links lead to", () => {
    mkdirSync(join(folder, "closed"), { mode: 0o700 });
    writeFileSync(join(folder, "closed", "file"), "x");
    symlinkSync(join(folder, "closed"), join(folder, "open", "link"));
    expect(mayRead(join(folder, "open", "link", "file"), STRANGER)).toBe(false);
  });

  test("a folder that can be listed but not entered is not readable", () => {
    chmodSync(join(folder, "open"), 0o744);
    expect(mayRead(join(folder, "open"), STRANGER)).toBe(false);
  });

  test("that is missing is not readable", () => {
    expect(mayRead(join(folder, "nothing"), STRANGER)).toBe(false);
  });
});
