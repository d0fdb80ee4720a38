import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { type Context, UsageError } from "#lib/cli/command.ts";

/** The folder that a command works on: the one given, else `TOUCHSTONE_CATALOG`, else `catalog`. Absolute. */
export async function findCatalogFolder(positionals: readonly string[], { env, cwd }: Pick<Context, "env" | "cwd">): Promise<string> {
  if (positionals.length > 1) throw new UsageError("Give one folder: a catalog is read as a whole, because its files speak of each other.");
  const named = positionals[0] ?? env["TOUCHSTONE_CATALOG"] ?? "catalog";
  const folder = resolve(cwd, named);
  const info = await stat(folder).catch(() => null);
  if (info === null)
    throw new UsageError(`There is no folder ${folder}. Name your catalog folder, for example: touchstone check path/to/catalog`);
  if (!info.isDirectory())
    throw new UsageError(`${folder} is a file. Name the catalog folder that it lies in; a catalog is read as a whole.`);
  return folder;
}
