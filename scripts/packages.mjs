import { existsSync, readFileSync } from "node:fs";
import { inCheckout } from "./checkout.mjs";
import { CommandError, run } from "./child.mjs";
import { compareInstalled, machineHere } from "./installed.mjs";
import { StartError } from "./start-error.mjs";

/** @returns {import("./installed.mjs").Lock | undefined} */
function findLock(/** @type {string} */ path) {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  } catch {
    return undefined;
  }
}

/** What is installed, against what `package-lock.json` asks for. */
export function readInstalled() {
  const lock = findLock(inCheckout("package-lock.json"));
  if (lock === undefined) throw new StartError("package-lock.json is missing or broken: get it back with git checkout package-lock.json.");
  return compareInstalled(lock, findLock(inCheckout("node_modules", ".package-lock.json")), machineHere());
}

/**
 * Installs the packages that are missing. Development packages come with `withDev`, and stay when they are there.
 * @param {{ env: Record<string, string | undefined>, withDev: boolean }} options
 * @returns {Promise<"skipped" | "installed">}
 * @throws {StartError}
 */
export async function installPackages({ env, withDev }) {
  const state = readInstalled();
  if (withDev ? state.dev : state.runtime) return "skipped";
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", "--fetch-retries=3"];
  const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=8000", "--fetch-timeout=60000"];
  const scope = withDev || state.hasDev ? ["--include=dev"] : ["--omit=dev"];
  try {
    await runNpm(["ci", ...scope, ...flags, ...retries], env);
  } catch (error) {
    throw error instanceof CommandError ? new StartError(installSentence(error.output), { cause: error }) : error;
  }
  const after = readInstalled();
  if (!(withDev ? after.dev : after.runtime)) {
    throw new StartError(
      "npm skipped packages that this machine needs, as it does when the network fails in the middle: check the network, and start again.",
    );
  }
  return "installed";
}

/** The npm that started us, else the one on the path. */
function runNpm(/** @type {readonly string[]} */ args, /** @type {NodeJS.ProcessEnv} */ env) {
  const script = process.env["npm_execpath"];
  const options = { env: { ...env, NODE_ENV: "" }, name: "npm ci" };
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script)) return run(process.execPath, [script, ...args], options);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}

function installSentence(/** @type {string} */ output) {
  const network =
    /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|EIDLETIMEOUT)\b/.exec(
      output,
    )?.[1];
  if (network !== undefined) {
    return `The packages cannot be installed because the package registry cannot be reached (${network}): check the network or npm's registry and proxy settings, and start again.`;
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output)) {
    return `The packages cannot be installed because ${inCheckout("node_modules")} cannot be written: give the checkout to this user (chown -R), and start again.`;
  }
  const lines = output
    .trim()
    .split("\n")
    .filter((line) => /error|ERR!/.test(line) && !/complete log/.test(line));
  return `The packages cannot be installed: correct what npm says, and start again.\n${lines.slice(0, 12).join("\n")}`;
}
