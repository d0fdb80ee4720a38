import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hashToken, isToken, newToken } from "#lib/server/token.ts";
import type { Store } from "#lib/store/store.ts";

const NAME = "admin";

/**
 * Makes sure that `<home>/admin-token` (mode 0600) holds a token that works. When the file was deleted, a new token is made and
 * the old one stops working; when the database is new, the token in the file is registered again.
 * @returns the path of the file.
 */
export async function ensureAdminToken(home: string, store: Pick<Store, "findToken" | "putToken" | "removeTokens">): Promise<string> {
  const path = join(home, "admin-token");
  const kept = await readToken(path);
  if (kept !== null) {
    const record = await store.findToken(hashToken(kept));
    if (record?.admin === true) return path;
  }
  const token = kept ?? newToken();
  await store.removeTokens(NAME);
  if (kept === null) {
    await mkdir(home, { recursive: true });
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, `${token}\n`, { mode: 0o600 });
    await rename(draft, path);
  }
  await chmod(path, 0o600);
  await store.putToken({ name: NAME, hash: hashToken(token), admin: true, groups: [], expiresAt: null });
  return path;
}

async function readToken(path: string): Promise<string | null> {
  try {
    const token = (await readFile(path, "utf8")).trim();
    return isToken(token) ? token : null;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
