/**
 * @typedef {{ version?: string, integrity?: string, dev?: boolean, optional?: boolean, devOptional?: boolean, link?: boolean,
 *   os?: string | string[], cpu?: string | string[], libc?: string | string[] }} Locked
 * @typedef {{ packages?: Record<string, Locked> }} Lock
 * @typedef {{ os: string, cpu: string, libc: string | undefined }} Machine
 */

/** npm's rule: `!x` excludes, otherwise one of the list must fit. */
function fits(/** @type {string | string[] | undefined} */ rule, /** @type {string | undefined} */ value) {
  if (rule === undefined || value === undefined) return true;
  const list = [rule].flat();
  if (list.includes(`!${value}`)) return false;
  return list.every((item) => item.startsWith("!")) || list.includes(value);
}

/**
 * Compares `package-lock.json` with `node_modules/.package-lock.json`, which npm writes last and so marks a whole installation.
 * An optional package counts when it is for this machine: npm skips one without a word when the network fails.
 * @param {Lock} lock
 * @param {Lock | undefined} installed
 * @param {Machine} machine
 * @returns {{ runtime: boolean, dev: boolean, hasDev: boolean }} complete for running, complete for developing, has any of the latter
 */
export function compareInstalled(lock, installed, machine) {
  const there = installed?.packages ?? {};
  let runtime = installed !== undefined;
  let dev = runtime;
  let hasDev = false;
  for (const [path, wanted] of Object.entries(lock.packages ?? {})) {
    if (path === "" || wanted.link === true) continue;
    const isDev = wanted.dev === true || wanted.devOptional === true;
    const found = there[path];
    if (isDev && wanted.dev === true && found !== undefined) hasDev = true;
    // Without both, it only serves another optional package, which may not be for this machine.
    if (wanted.optional === true && (wanted.os === undefined || wanted.cpu === undefined)) continue;
    const forHere = fits(wanted.os, machine.os) && fits(wanted.cpu, machine.cpu) && fits(wanted.libc, machine.libc);
    if (!forHere) continue;
    if (found?.version === wanted.version && found?.integrity === wanted.integrity) continue;
    dev = false;
    if (!isDev) runtime = false;
  }
  return { runtime, dev: runtime && dev, hasDev };
}

/** What npm's rules about a machine are compared with. */
export const machineHere = () => ({
  os: process.platform,
  cpu: process.arch,
  libc: process.platform === "linux" ? (isGlibc() ? "glibc" : "musl") : undefined,
});

function isGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } } | undefined} */ (process.report?.getReport());
  return report?.header?.glibcVersionRuntime !== undefined;
}
