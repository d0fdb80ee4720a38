import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./checkout.mjs";
import { writeWhole } from "./whole-file.mjs";

/** Files that never reach the product. */
const IGNORED = /\.test\.tsx?$|^\.DS_Store$|^node_modules$|^fixtures$/;

/**
 * A hash over names and contents; what is missing counts as missing. Folders are taken whole.
 * @param {readonly string[]} paths relative to the folder
 */
export function fingerprint(paths, folder = ROOT) {
  const hash = createHash("sha256");
  const add = (/** @type {string} */ path) => {
    const full = join(folder, path);
    const stat = statSync(full, { throwIfNoEntry: false });
    if (stat === undefined) return void hash.update(`${path}\0missing\0`);
    if (!stat.isDirectory()) return void hash.update(`${path}\0${stat.size}\0`).update(readFileSync(full));
    for (const name of readdirSync(full).sort()) if (!IGNORED.test(name)) add(join(path, name));
  };
  for (const path of paths) add(path);
  return hash.digest("hex");
}

/** Whether a stamp file holds that fingerprint. */
export const isStamped = (/** @type {string} */ file, /** @type {string} */ value) =>
  existsSync(file) && readFileSync(file, "utf8").trim() === value;

export const stamp = (/** @type {string} */ file, /** @type {string} */ value) => writeWhole(file, `${value}\n`);
