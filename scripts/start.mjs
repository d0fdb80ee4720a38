import { ADOPT_FOLDER, addressOf, readConfiguration } from "./configuration.mjs";
import { readEnvironment } from "./env-file.mjs";
import { startFront } from "./front.mjs";
import { claimHome, findNpm } from "./home-claim.mjs";
import { installPackages } from "./packages.mjs";
import { checkCatalog, checkDatabaseAddress, checkHome, checkPort } from "./preconditions.mjs";
import { prepare } from "./prepare.mjs";
import { bold, dim, step } from "./progress.mjs";
import { checkLauncherNode, findNode } from "./runtime.mjs";
import { makeShutdown, watchParent } from "./shutdown.mjs";
import { StartError } from "./start-error.mjs";
import { findWorkerUser } from "./worker-user.mjs";

const shutdown = makeShutdown();

async function start() {
  const began = performance.now();
  checkLauncherNode();
  const configuration = readConfiguration(readEnvironment(), process.argv.slice(2));
  checkCatalog(configuration.catalog);
  checkHome(configuration.home);
  const claim = await claimHome(configuration.home, addressOf(configuration));
  shutdown.onEnd(claim.release);
  watchParent(findNpm(), () => shutdown.end(1));
  await checkPort(configuration.host, configuration.port);
  if (configuration.databaseUrl !== undefined) await checkDatabaseAddress(configuration.databaseUrl);

  await step("Packages", () => installPackages({ env: configuration.env, withDev: false }));
  const node = findNode();
  const database = await prepare(node, configuration, shutdown);
  if (shutdown.isEnding()) return;

  const starting = startFront(node, frontEnvironment(node, configuration, database.url), {
    args: configuration.adoptFolder ? [ADOPT_FOLDER] : [],
  });
  shutdown.onEnd(
    () =>
      starting.then(
        (front) => front.stop(),
        () => {},
      ),
    () =>
      void starting.then(
        (front) => front.kill(),
        () => {},
      ),
  );
  const front = await starting;
  claim.noteFront(front.pid, front.url);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`\n${bold("Touchstone is ready:")} ${bold(front.url)}  ${dim(`after ${seconds} s`)}`);
  console.log(`Admin token:         ${front.adminTokenPath}`);
  console.log(dim("Ctrl-C stops it."));

  const [what, how] = await Promise.race([front.ended.then((how) => ["server", how]), database.ended.then((how) => ["database", how])]);
  throw new StartError(`The ${what} ended by itself (${how}): start again with npm start; nothing that was saved is lost.`);
}

/**
 * Everything that the server needs to know, resolved.
 * @param {string} node
 * @param {import("./configuration.mjs").Configuration} configuration
 * @param {string} databaseUrl
 * @returns {Record<string, string | undefined>}
 */
function frontEnvironment(node, configuration, databaseUrl) {
  const { MIGRATE_DATABASE_URL: _, ...env } = configuration.env;
  const worker = findWorkerUser(node, configuration);
  return {
    ...env,
    NODE_ENV: configuration.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: String(configuration.port),
    HOST: configuration.host,
    DATABASE_URL: databaseUrl,
    TOUCHSTONE_HOME: configuration.home,
    TOUCHSTONE_CATALOG: configuration.catalog,
    ...(configuration.dev ? { TOUCHSTONE_DEV: "1" } : {}),
    ...(worker === undefined ? {} : { TOUCHSTONE_WORKER_UID: String(worker) }),
  };
}

start().catch(shutdown.fail);
