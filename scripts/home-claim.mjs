import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, endProcess, identify, parentOf, stillRuns } from "./processes.mjs";
import { StartError } from "./start-error.mjs";
import { writeWhole } from "./whole-file.mjs";

/**
 * Who runs on a state folder, in `<home>/launcher.json`. `npm` is there when the launcher was started by it.
 * @typedef {{ pid: number, started: string }} Process
 * @typedef {{ launcher: Process, url: string, npm: Process | null, front: Process | null }} Claim
 */

/**
 * Takes a state folder for this process. What a killed launcher left running is ended first, and so is a launcher
 * whose npm was killed: nobody is there any more to stop it.
 * @param {string} home
 * @param {string} url where the app will be
 * @throws {StartError} when another launcher runs on it
 */
export async function claimHome(home, url) {
  const path = join(home, "launcher.json");
  /** @type {Claim} */
  const claim = { launcher: identify(process.pid), url, npm: findNpm(), front: null };
  while (!create(path, claim)) {
    const other = findClaim(path);
    if (other !== undefined) await endOther(other, home);
    steal(path, other);
  }
  return {
    /** Notes the server's process, so that a later start can end it, and where it is. */
    noteFront: (/** @type {number} */ pid, /** @type {string} */ at) =>
      writeWhole(path, JSON.stringify({ ...claim, url: at, front: identify(pid) })),
    release: () => {
      if (findClaim(path)?.launcher.pid === process.pid) rmSync(path, { force: true });
    },
  };
}

/** Ends an orphan. @throws {StartError} when the claim is in use */
async function endOther(/** @type {Claim} */ other, /** @type {string} */ home) {
  if (other.launcher.pid !== process.pid && stillRuns(other.launcher)) {
    if (other.npm === null || stillRuns(other.npm)) {
      throw new StartError(
        `Touchstone is already running on ${home} (process ${other.launcher.pid}, ${other.url}): use that one, stop it with Ctrl-C or kill ${other.launcher.pid}, or set TOUCHSTONE_HOME and PORT for a second one.`,
      );
    }
    await endProcess(other.launcher, 15_000);
  }
  if (other.front !== null) await endProcess(other.front, 12_000);
}

/** Made in one step with its content: of two launchers at once, one wins. */
function create(/** @type {string} */ path, /** @type {Claim} */ claim) {
  const part = `${path}.${process.pid}`;
  writeFileSync(part, JSON.stringify(claim));
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    return createWithoutLinks(path, claim);
  } finally {
    rmSync(part, { force: true });
  }
}

/** Some file systems (network shares, exFAT) have no hard links. */
function createWithoutLinks(/** @type {string} */ path, /** @type {Claim} */ claim) {
  try {
    writeFileSync(path, JSON.stringify(claim), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the claim that was looked at, and no other that came meanwhile. */
function steal(/** @type {string} */ path, /** @type {Claim | undefined} */ seen) {
  const aside = `${path}.${process.pid}.old`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const got = findClaim(aside);
  if (got !== undefined && got.launcher.pid !== seen?.launcher.pid) {
    try {
      linkSync(aside, path);
    } catch {
      // A third one was faster; the next round looks at that.
    }
  }
  rmSync(aside, { force: true });
}

/** @returns {Claim | undefined} */
function findClaim(/** @type {string} */ path) {
  try {
    const claim = JSON.parse(readFileSync(path, "utf8"));
    return Number.isSafeInteger(claim?.launcher?.pid) ? claim : undefined;
  } catch {
    return undefined;
  }
}

/** The npm above this process, with or without a shell between. @returns {Process | null} */
export function findNpm() {
  if (process.env["npm_lifecycle_event"] === undefined) return null;
  for (let pid = process.ppid, depth = 0; pid > 1 && depth < 3; pid = parentOf(pid), depth += 1) {
    if (/\bnpm\b/.test(commandOf(pid) ?? "")) return identify(pid);
  }
  return null;
}
