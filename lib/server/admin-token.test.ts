import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ensureAdminToken } from "#lib/server/admin-token.ts";
import { hashToken } from "#lib/server/token.ts";
import type { Store, TokenRecord } from "#lib/store/store.ts";

let home: string;
const tokens = new Map<string, TokenRecord>();
const store: Pick<Store, "findToken" | "putToken" | "removeTokens"> = {
  findToken: async (hash) => tokens.get(hash) ?? null,
  putToken: async ({ hash, ...token }) => {
    const record = { id: hash, scopes: [], claims: {}, ...token };
    tokens.set(hash, record);
    return record;
  },
  removeTokens: async (name) => {
    const gone = [...tokens].filter(([, token]) => token.name === name);
    for (const [hash] of gone) tokens.delete(hash);
    return gone.length;
  },
};

beforeEach(async () => {
  tokens.clear();
  home = await mkdtemp(join(tmpdir(), "touchstone-home-"));
});
afterEach(() => rm(home, { recursive: true }));

const read = async () => (await readFile(join(home, "admin-token"), "utf8")).trim();

describe("the admin token", () => {
  it("is written once, readable by its owner only, and stored as a hash", async () => {
    const path = await ensureAdminToken(home, store);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect([...tokens.keys()]).toEqual([hashToken(await read())]);
    const first = await read();
    await ensureAdminToken(home, store);
    expect(await read()).toBe(first);
  });

  it("is made anew when the file is deleted, and the old one stops working", async () => {
    await ensureAdminToken(home, store);
    const first = await read();
    await rm(join(home, "admin-token"));
    await ensureAdminToken(home, store);
    expect(await read()).not.toBe(first);
    expect(tokens.has(hashToken(first))).toBe(false);
  });

  it("of the file works again with a new database", async () => {
    await ensureAdminToken(home, store);
    const first = await read();
    tokens.clear();
    await ensureAdminToken(home, store);
    expect(await read()).toBe(first);
    expect(tokens.get(hashToken(first))?.admin).toBe(true);
  });

  it("is made anew when the file holds something else", async () => {
    await writeFile(join(home, "admin-token"), "nonsense");
    await ensureAdminToken(home, store);
    expect(tokens.has(hashToken(await read()))).toBe(true);
  });
});
