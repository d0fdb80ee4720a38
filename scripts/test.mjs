import { installPackages } from "./packages.mjs";
import { printProblem, printStep, step } from "./progress.mjs";
import { checkLauncherNode, findNode } from "./runtime.mjs";
import { makeShutdown } from "./shutdown.mjs";
import { sentenceFor } from "./start-error.mjs";
import { conclude, sum } from "./test-counts.mjs";
import { cleanEnvironment } from "./test-environment.mjs";
import { STAGES } from "./test-stages.mjs";

const shutdown = makeShutdown();
const long = process.argv.includes("--long");

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
  const env = { ...cleanEnvironment(), ...(long ? { TOUCHSTONE_LONG: "1" } : {}) };
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
