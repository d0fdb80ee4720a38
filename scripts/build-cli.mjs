import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { inCheckout } from "./checkout.mjs";
import { thirdPartyLicences } from "./licences.mjs";

/** Loaded only where a command needs it: native code, which cannot stand in one file. */
const EXTERNAL = ["@duckdb/node-api", "pg-native"];

const ENTRY = "touchstone:entry";
const OLDER_NODE = "touchstone:older-node";

const ours = (/** @type {string} */ path) => JSON.stringify(inCheckout("lib", path));

/**
 * The file is also what its own threads run. Node 20 lacks a few functions of ECMAScript 2024 and 2025; they are added there, and nowhere else.
 */
const MODULES = {
  [ENTRY]: `
import { isMainThread } from "node:worker_threads";
if (typeof Iterator === "undefined" || !("groupBy" in Map) || !("withResolvers" in Promise) || !("union" in Set.prototype))
  await import("${OLDER_NODE}");
if (isMainThread) {
  const { main } = await import(${ours("cli/touchstone.ts")});
  const { runProcess } = await import(${ours("cli/terminal.ts")});
  await runProcess(main);
} else {
  const { isParseThread, readChunks } = await import(${ours("catalog/parse-thread.ts")});
  if (isParseThread()) readChunks();
}
`,
  [OLDER_NODE]: [
    "iterator/index",
    "map/group-by",
    "object/group-by",
    "promise/with-resolvers",
    "promise/try",
    "set/index",
    "array/from-async",
  ]
    .map((part) => `import "core-js/actual/${part}.js";`)
    .join("\n"),
};

const MANIFEST = JSON.parse(await readFile(inCheckout("package.json"), "utf8"));

/**
 * Bundles the command line into one file without dependencies, with what a package needs beside it.
 * @param {string} folder emptied first
 */
export async function bundleCli(folder) {
  const bundle = await rolldown({
    input: ENTRY,
    platform: "node",
    external: EXTERNAL,
    cwd: inCheckout(),
    onLog(level, log) {
      if (level === "warn") throw new Error(log.message);
    },
    transform: { target: "node20", define: { "import.meta.main": "false" } },
    plugins: [
      {
        name: "entry",
        resolveId: (/** @type {string} */ id) => (id in MODULES ? { id, moduleSideEffects: true } : null),
        load: (/** @type {string} */ id) => (id in MODULES ? MODULES[/** @type {keyof typeof MODULES} */ (id)] : null),
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "esm",
    codeSplitting: false,
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    banner: "#!/usr/bin/env node",
  });
  await bundle.close();
  const [chunk, ...rest] = output;
  if (rest.length > 0) throw new Error(`The bundle is more than one file: ${rest.map(({ fileName }) => fileName).join(", ")}`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "touchstone.mjs"), chunk.code, { mode: 0o755 });
  await writeFile(join(folder, "THIRD-PARTY-LICENCES.txt"), await thirdPartyLicences(chunk.moduleIds));
  await writeFile(join(folder, "README.md"), README);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(packageOf(MANIFEST), null, 2)}\n`);
}

function packageOf(
  /** @type {{ version: string, description: string, dependencies: Record<string, string> }} */ { version, dependencies },
) {
  return {
    name: "touchstone-cli",
    version,
    description: "Checks, plans and publishes a Touchstone data catalog that lives in Git.",
    license: "UNLICENSED",
    type: "module",
    bin: { touchstone: "touchstone.mjs" },
    files: ["touchstone.mjs", "THIRD-PARTY-LICENCES.txt"],
    engines: { node: ">=20.12" },
    peerDependencies: { "@duckdb/node-api": dependencies["@duckdb/node-api"] },
    peerDependenciesMeta: { "@duckdb/node-api": { optional: true } },
  };
}

const README = `# touchstone-cli

The command line of Touchstone, in one file without dependencies. It needs Node.js 20.12 or newer.

    npm install --save-dev touchstone-cli-${MANIFEST.version}.tgz
    npx touchstone --help
    npx touchstone check catalog

Reading DuckDB, Parquet and CSV files for \`import\` needs \`npm install @duckdb/node-api\` beside it. What is part of this file, and under which
licences, stands in THIRD-PARTY-LICENCES.txt.
`;

/** @param {string} folder of {@link bundleCli} @param {string} destination @returns {string} the packed file */
export function packCli(folder, destination) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination];
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return join(destination, JSON.parse(stdout)[0].filename);
}

if (process.argv[1] === import.meta.filename) {
  const destination = inCheckout("dist", "cli");
  const folder = join(destination, "touchstone-cli");
  await bundleCli(folder);
  console.log(packCli(folder, destination));
}
