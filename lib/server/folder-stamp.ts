import { createHash } from "node:crypto";
import { type Dirent, lstatSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isCatalogFile, isSkippedFolder, MAX_DEPTH } from "#lib/catalog/catalog-file.ts";

/** Changes whenever a catalog file comes, goes or is written. For folders that cannot be watched. */
export function folderStamp(root: string): string {
  const hash = createHash("sha256");
  const walk = (folder: string, depth: number) => {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      hash.update(`${folder}\0unreadable\0`);
      return;
    }
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!isSkippedFolder(entry.name) && depth < MAX_DEPTH) walk(path, depth + 1);
      } else if (isCatalogFile(entry.name)) hash.update(`${path}\0${stampOf(path)}\0`);
    }
  };
  walk(root, 0);
  return hash.digest("hex");
}

function stampOf(path: string): string {
  const info = statSync(path, { throwIfNoEntry: false, bigint: true }) ?? lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return info === undefined ? "gone" : `${info.ino}:${info.mtimeNs}:${info.ctimeNs}:${info.size}`;
}
