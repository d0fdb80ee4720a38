import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

const READ = 4;
const WRITE = 2;
const ENTER = 1;

/**
 * Whether a mode grants something to a user that is not root, the way the kernel decides: the first class that fits counts.
 * @param {{ mode: number, uid: number, gid: number }} stat
 * @param {{ uid: number, gid: number }} who
 * @param {number} want bits of one class: 4 read, 2 write, 1 enter or execute
 */
export function modeGrants(stat, who, want) {
  const shift = stat.uid === who.uid ? 6 : stat.gid === who.gid ? 3 : 0;
  return ((stat.mode >> shift) & want) === want;
}

/** The folders above a real path, the root first. */
function ancestors(/** @type {string} */ path) {
  const list = [];
  for (let at = dirname(path); ; at = dirname(at)) {
    list.unshift(at);
    if (dirname(at) === at) return list;
  }
}

/** @returns {boolean} */
function may(/** @type {string} */ path, /** @type {{uid: number, gid: number}} */ who, /** @type {number} */ want) {
  try {
    const real = realpathSync(path);
    const stat = statSync(real);
    const needed = stat.isDirectory() && want !== WRITE ? want | ENTER : want;
    return ancestors(real).every((folder) => modeGrants(statSync(folder), who, ENTER)) && modeGrants(stat, who, needed);
  } catch {
    return false;
  }
}

/** Whether that user may read a file, or enter and list a folder, every folder above it included. */
export const mayRead = (/** @type {string} */ path, /** @type {{uid: number, gid: number}} */ who) => may(path, who, READ);

/** Whether that user may enter a folder or run a file, every folder above it included. */
export const mayEnter = (/** @type {string} */ path, /** @type {{uid: number, gid: number}} */ who) => may(path, who, ENTER);
