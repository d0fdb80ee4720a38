import { stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** The nearest folder upward that holds `.git`: a folder, or a file in a linked work tree. */
export async function findRepositoryRoot(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if (await exists(join(at, ".git"))) return at;
    if (dirname(at) === at) return null;
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** With `/`, on every system. */
export function relativePath(from: string, to: string): string {
  return relative(from, to).split(sep).join("/");
}
