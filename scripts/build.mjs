import { existsSync } from "node:fs";
import { inCheckout } from "./checkout.mjs";
import { run } from "./child.mjs";
import { fingerprint, isStamped, stamp } from "./fingerprint.mjs";

const QUIET = { NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

const SOURCES = [
  "app",
  "components",
  "lib",
  "public",
  "prisma/schema.prisma",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/**
 * Builds for production, when sources changed since the last build.
 * @param {string} node
 * @param {Record<string, string | undefined>} env
 */
export async function buildProduction(node, env) {
  const file = inCheckout(".next", "touchstone-stamp");
  const value = fingerprint(SOURCES);
  if (isStamped(file, value) && existsSync(inCheckout(".next", "BUILD_ID"))) return "skipped";
  await run(node, [inCheckout("node_modules", "next", "dist", "bin", "next"), "build"], {
    env: { ...env, ...QUIET, NODE_ENV: "production" },
    name: "next build",
  });
  stamp(file, value);
  return "done";
}

/** Brings the database to this version's schema. @param {string} node @param {Record<string, string | undefined>} env @param {string} url */
export const migrate = (node, env, url) =>
  run(node, [inCheckout("prisma", "migrate.ts")], {
    env: { ...env, ...QUIET, DATABASE_URL: url, MIGRATE_DATABASE_URL: url },
    name: "prisma/migrate.ts",
  });

/** Writes the sample data that is missing. @param {string} node @param {Record<string, string | undefined>} env @param {string} home */
export const generateSample = (node, env, home) =>
  run(node, [inCheckout("lib", "demo", "generate.ts"), "--home", home], { env: { ...env, ...QUIET }, name: "lib/demo/generate.ts" });
