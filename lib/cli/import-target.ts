import { stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Context, UsageError } from "#lib/cli/command.ts";

/** Where an import goes: standard output, one file, or a folder with a file for each dataset. Paths are absolute. */
export type ImportTarget =
  | { readonly kind: "stdout" }
  | { readonly kind: "file"; readonly path: string; readonly catalog: string }
  | { readonly kind: "folder"; readonly path: string; readonly catalog: string };

/** `--out`: what ends with .yaml is a file, everything else a folder. `catalog` is the catalog folder around it. */
export async function findTarget(out: string | undefined, { cwd, env }: Pick<Context, "cwd" | "env">): Promise<ImportTarget> {
  if (out === undefined || out === "-") return { kind: "stdout" };
  if (out === "") throw new UsageError("--out names a file or a folder, for example: --out catalog/shop.yaml");
  const path = resolve(cwd, out);
  const info = await stat(path).catch(() => null);
  const isFile = /\.ya?ml$/i.test(path) && info?.isDirectory() !== true && !out.endsWith("/");
  if (!isFile && info !== null && !info.isDirectory())
    throw new UsageError(`${out} is a file, but not a YAML file. Name a folder, or a file that ends with .yaml.`);
  const around = isFile ? dirname(path) : path;
  const configured = resolve(cwd, env["TOUCHSTONE_CATALOG"] ?? "catalog");
  const catalog = around === configured || around.startsWith(configured + sep) ? configured : around;
  return { kind: isFile ? "file" : "folder", path, catalog };
}

/** A path as the catalog's problems name it: relative to the catalog folder, with `/`. */
export function pathInCatalog(target: Exclude<ImportTarget, { kind: "stdout" }>, file: string): string {
  return relative(target.catalog, target.kind === "file" ? target.path : join(target.path, file))
    .split(sep)
    .join("/");
}
