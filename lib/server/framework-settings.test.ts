import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What a process of its own prints when the framework reads its settings as it does at start. */
const printed = (before: string) =>
  execFileSync(
    process.execPath,
    [
      "--input-type=module",
      "--eval",
      `import { createRequire } from "node:module";
       import { PHASE_PRODUCTION_SERVER } from "next/constants.js";
       ${before}
       await createRequire(process.cwd() + "/")("next/dist/server/config.js").default(PHASE_PRODUCTION_SERVER, process.cwd(), { silent: false });`,
    ],
    { cwd: ROOT, encoding: "utf8" },
  );

test("the framework says nothing between the steps of a start", () => {
  expect(printed("")).toContain("next.config.ts");
  expect(
    printed(`import { readSettingsQuietly } from "#lib/server/framework-settings.ts"; await readSettingsQuietly(process.cwd());`),
  ).toBe("");
});
