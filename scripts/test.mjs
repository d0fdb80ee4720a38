import { installPackages } from "./packages.mjs";
import { printProblem, printStep, step } from "./progress.mjs";
import { checkLauncherNode, findNode } from "./runtime.mjs";
import { makeShutdown } from "./shutdown.mjs";
import { sentenceFor } from "./start-error.mjs";
import { conclude, sum } from "./test-counts.mjs";
import { STAGES } from "./test-stages.mjs";

const shutdown = makeShutdown();
const long = process.argv.includes("--long");

/** What somebody has set for their own server must not reach the tests. */
function testEnvironment() {
  const foreign = /^(TOUCHSTONE_|OIDC_|SMTP_|MEILI_|TRINO_|STATSD_)|^(DATABASE_URL|MIGRATE_DATABASE_URL|PORT|HOST|NODE_ENV)$/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    CI: "1",
    TZ: "UTC",
    NEXT_TELEMETRY_DISABLED: "1",
    CHECKPOINT_DISABLE: "1",
    ...(long ? { TOUCHSTONE_LONG: "1" } : {}),
  };
}

/**
 * One stage, whose failure does not stop the next.
 * @param {import("./test-stages.mjs").Stage} stage
 * @param {import("./test-stages.mjs").Context} context
 */
async function runStage(stage, context) {
  const start = performance.now();
  /** @type {import("./test-counts.mjs").Counts & { output?: string }} */
  const counts = await stage.run(context).catch((error) => {
    if (shutdown.isEnding()) return { passed: 0, failed: 0 };
    return { passed: 0, failed: 1, output: error.output ?? sentenceFor(error) ?? error.stack };
  });
  const note = counts.passed + counts.failed > 1 ? `${counts.passed} passed${counts.failed > 0 ? `, ${counts.failed} failed` : ""}` : "";
  if (counts.output !== undefined) process.stdout.write(`${counts.output.trim()}\n`);
  printStep(stage.name, performance.now() - start, note, counts.failed === 0);
  return counts;
}

async function test() {
  checkLauncherNode();
  const env = testEnvironment();
  await step("Packages", () => installPackages({ env, withDev: true }));
  const node = findNode();
  const all = [];
  for (const stage of STAGES) {
    if (shutdown.isEnding()) return;
    all.push(await runStage(stage, { node, env }));
  }
  const { line, code } = conclude(sum(all));
  if (shutdown.isEnding()) return;
  console.log(line);
  process.exitCode = code;
}

test().catch((error) => {
  if (shutdown.isEnding()) return;
  printProblem(sentenceFor(error) ?? `${error.output ?? ""}${error.stack ?? error}`);
  console.log(conclude({ passed: 0, failed: 1 }).line);
  process.exit(1);
});
