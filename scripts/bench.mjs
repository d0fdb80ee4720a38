import { cpus, loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { inCheckout } from "./checkout.mjs";
import { CommandError, run } from "./child.mjs";
import { installPackages } from "./packages.mjs";
import { printProblem, step } from "./progress.mjs";
import { checkLauncherNode, findNode } from "./runtime.mjs";
import { makeShutdown } from "./shutdown.mjs";
import { StartError, sentenceFor } from "./start-error.mjs";
import { cleanEnvironment } from "./test-environment.mjs";

const shutdown = makeShutdown();

/** Takes minutes and downloads every package, so it only runs when it is named. */
const NAMED_ONLY = ["start"];

/** The benchmarks among the files of `bench/`; the others serve them. */
const ALL = [
  "pages",
  "rows",
  "query",
  "export",
  "postgres-export",
  "search",
  "publish",
  "push",
  "dev",
  "documents",
  "plan",
  "history",
  "observe",
  ...NAMED_ONLY,
];

function chosen(/** @type {readonly string[]} */ args) {
  const wrong = args.find((name) => !ALL.includes(name));
  if (wrong !== undefined) throw new StartError(`'${wrong}' is no benchmark: ${ALL.join(", ")} are.`);
  return args.length > 0 ? args : ALL.filter((name) => !NAMED_ONLY.includes(name));
}

/** Other work on the machine would be measured with ours. */
async function waitForQuiet() {
  const limit = Math.max(1.5, cpus().length * 0.75);
  for (let minute = 0; minute < 3 && (loadavg()[0] ?? 0) > limit; minute += 0.25) await sleep(15_000);
}

async function bench() {
  checkLauncherNode();
  const names = chosen(process.argv.slice(2));
  const env = cleanEnvironment();
  await step("Packages", () => installPackages({ env, withDev: false }));
  const node = findNode();
  for (const name of names) {
    if (shutdown.isEnding()) return;
    await waitForQuiet();
    await run(node, ["--disable-warning=ExperimentalWarning", inCheckout("bench", `${name}.ts`)], {
      env,
      name: `bench/${name}.ts`,
      show: true,
    });
  }
}

bench().catch((error) => {
  if (shutdown.isEnding()) return;
  printProblem(error instanceof CommandError ? error.message : (sentenceFor(error) ?? String(error?.stack ?? error)));
  process.exit(1);
});
