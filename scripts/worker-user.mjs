import { existsSync } from "node:fs";
import { join } from "node:path";
import { inCheckout } from "./checkout.mjs";
import { mayEnter, mayRead } from "./permissions.mjs";
import { isRoot, readNobody } from "./unprivileged-user.mjs";

/**
 * As root, the user whom the engine's workers become, when that user can read all that they need.
 * @param {string} node
 * @param {{ home: string, catalog: string }} folders
 */
export function findWorkerUser(node, { home, catalog }) {
  const user = isRoot() ? readNobody() : undefined;
  if (user === undefined) return undefined;
  const data = join(home, "data");
  const needed = [
    inCheckout("lib", "engine"),
    inCheckout("package.json"),
    inCheckout("node_modules", "@duckdb", "node-api", "package.json"),
    catalog,
  ];
  const reads = needed.every((path) => mayRead(path, user)) && (!existsSync(data) || mayRead(data, user));
  return reads && mayEnter(node, user) && mayEnter(home, user) ? user.uid : undefined;
}
