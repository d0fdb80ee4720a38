import { existsSync, readFileSync } from "node:fs";
import { inCheckout } from "./checkout.mjs";
import { run } from "./child.mjs";
import { StartError } from "./start-error.mjs";
import { isRoot } from "./unprivileged-user.mjs";

const SYSTEM = "/usr/bin/chromium";
/** `playwright install` waits long where its download host cannot be reached. */
const DOWNLOAD_LIMIT = 60_000;
const APT_LIMIT = 240_000;

/** @returns {Promise<string | undefined>} */
async function findChromium(/** @type {NodeJS.ProcessEnv} */ env) {
  const named = env["PLAYWRIGHT_CHROMIUM_PATH"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new StartError(`PLAYWRIGHT_CHROMIUM_PATH is ${named}, where there is nothing: correct it, or unset it.`);
  }
  const { chromium } = await import("@playwright/test");
  return [chromium.executablePath(), SYSTEM].find((path) => path !== "" && existsSync(path));
}

/**
 * The browser for the journeys: one that is there, else one that is installed now.
 * @param {string} node
 * @param {Record<string, string | undefined>} env
 * @returns {Promise<string>} the path of its program
 * @throws {StartError}
 */
export async function getChromium(node, env) {
  const there = await findChromium(env);
  if (there !== undefined) return there;
  const ways = isRoot() && isDebian() ? [installWithApt, download] : [download];
  for (const way of ways) {
    await way(node, env).catch(() => {});
    const found = await findChromium(env);
    if (found !== undefined) return found;
  }
  throw new StartError("There is no Chromium and none can be installed: install one, and set PLAYWRIGHT_CHROMIUM_PATH to its program.");
}

function isDebian() {
  try {
    return existsSync("/usr/bin/apt-get") && /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

async function installWithApt(/** @type {string} */ _node, /** @type {NodeJS.ProcessEnv} */ env) {
  const options = { env: { ...env, DEBIAN_FRONTEND: "noninteractive" }, timeout: APT_LIMIT };
  await run("apt-get", ["update"], options);
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], options);
}

const download = (/** @type {string} */ node, /** @type {NodeJS.ProcessEnv} */ env) =>
  run(node, [inCheckout("node_modules", "@playwright", "test", "cli.js"), "install", "chromium"], { env, timeout: DOWNLOAD_LIMIT });
