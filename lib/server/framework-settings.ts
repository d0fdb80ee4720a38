import { createRequire } from "node:module";
import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

const require = createRequire(import.meta.url);

/**
 * Reads next.config.ts of a checkout before the framework does. It keeps what it read for the process, and prints a line about it to
 * standard output, between the launcher's steps, only when it reads the file itself. No setting turns that line off.
 */
export async function readSettingsQuietly(root: string): Promise<void> {
  const config: unknown = require("next/dist/server/config.js");
  // The place is the framework's own affair: where it has moved, the line appears again, and nothing else happens.
  if (typeof config === "object" && config !== null && "default" in config && typeof config.default === "function")
    await config.default(PHASE_PRODUCTION_SERVER, root, { silent: true });
}
