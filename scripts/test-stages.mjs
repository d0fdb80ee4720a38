import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProduction } from "./build.mjs";
import { inCheckout } from "./checkout.mjs";
import { CommandError, run } from "./child.mjs";
import { getChromium } from "./chromium.mjs";
import { countPlaywright, countVitest } from "./test-counts.mjs";

/**
 * What is checked, in order. Each answers its counts, or throws what went wrong.
 * @typedef {{ node: string, env: Record<string, string | undefined> }} Context
 * @typedef {{ name: string, run: (context: Context) => Promise<import("./test-counts.mjs").Counts> }} Stage
 */

const ONE = { passed: 1, failed: 0 };
const script = (/** @type {string[]} */ ...parts) => inCheckout("node_modules", ...parts);

/** @type {Stage} */
const types = {
  name: "Types",
  run: async ({ node, env }) => {
    await run(node, [script("next", "dist", "bin", "next"), "typegen"], { env, name: "next typegen" });
    await run(node, [script("typescript", "bin", "tsc"), "--noEmit"], { env, name: "tsc" });
    return ONE;
  },
};

/** @type {Stage} */
const lint = {
  name: "Lint",
  run: async ({ node, env }) => {
    await run(node, [script("@biomejs", "biome", "bin", "biome"), "check", "--error-on-warnings", "."], { env, name: "biome" });
    return ONE;
  },
};

/** @type {Stage} */
const build = {
  name: "Production build",
  run: async ({ node, env }) => {
    await buildProduction(node, env);
    return ONE;
  },
};

/** @type {Stage} */
const unit = {
  name: "Unit and conformance",
  run: ({ node, env }) =>
    reported(countVitest, (file) =>
      run(node, [script("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`], {
        env: { ...env, NODE_ENV: "test" },
        name: "vitest",
      }),
    ),
};

/** @type {Stage} */
const journeys = {
  name: "Journeys",
  run: async ({ node, env }) => {
    const chromium = await getChromium(node, env);
    return reported(countPlaywright, (file) =>
      run(node, [script("@playwright", "test", "cli.js"), "test", "--reporter=list,json"], {
        env: { ...env, PLAYWRIGHT_CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
        name: "playwright",
      }),
    );
  },
};

export const STAGES = [types, lint, unit, build, journeys];

/**
 * Runs a test runner that writes a report, and reads the counts from it, whether it failed or not.
 * @template Report
 * @param {(report: Report) => import("./test-counts.mjs").Counts} count
 * @param {(file: string) => Promise<string>} work
 */
async function reported(count, work) {
  const folder = mkdtempSync(join(tmpdir(), "touchstone-report-"));
  const file = join(folder, "report.json");
  try {
    const failure = await work(file).then(
      () => undefined,
      (error) => error,
    );
    if (failure !== undefined && !(failure instanceof CommandError && existsSync(file))) throw failure;
    const counts = count(JSON.parse(readFileSync(file, "utf8")));
    if (failure === undefined) return counts;
    return { ...counts, failed: Math.max(1, counts.failed), output: failure.output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
